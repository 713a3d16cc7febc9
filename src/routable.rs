//! Which addresses are publicly routable: all but what IANA's special-purpose registries (RFC 6890) do not
//! call globally reachable, and what was once given out and taken back.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of IPv4 that are not on the public internet: first address and prefix length.
const SPECIAL_V4: [([u8; 4], u8); 14] = [
    ([0, 0, 0, 0], 8),       // this network
    ([10, 0, 0, 0], 8),      // private
    ([100, 64, 0, 0], 10),   // shared by carriers
    ([127, 0, 0, 0], 8),     // loopback
    ([169, 254, 0, 0], 16),  // link-local, and where clouds keep their metadata
    ([172, 16, 0, 0], 12),   // private
    ([192, 0, 0, 0], 24),    // protocol assignments
    ([192, 0, 2, 0], 24),    // documentation
    ([192, 88, 99, 0], 24),  // 6to4 relays, deprecated
    ([192, 168, 0, 0], 16),  // private
    ([198, 18, 0, 0], 15),   // benchmarking
    ([198, 51, 100, 0], 24), // documentation
    ([203, 0, 113, 0], 24),  // documentation
    ([224, 0, 0, 0], 3),     // multicast, reserved, broadcast
];

/// Networks within 2000::/3 that are not on the public internet: first address and prefix length. 6to4 and Teredo are
/// not among them, as they are judged by the IPv4 addresses inside.
const SPECIAL_V6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments: benchmarking, ORCHID, …
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
    (Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 0), 16), // 6bone, given back
];

/// Whether an address is publicly routable. An IPv6 address that stands for an IPv4 address is what that one is.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    !SPECIAL_V4.iter().any(|&(net, length)| {
        let mask = u32::MAX << (32 - length);
        ip.to_bits() & mask == Ipv4Addr::from(net).to_bits()
    })
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let bits = ip.to_bits();
    let in_net = |net: Ipv6Addr, length: u8| (bits ^ net.to_bits()) >> (128 - length) == 0;
    let v4_at = |shift: u32| Ipv4Addr::from_bits((bits >> shift) as u32);
    match ip.segments() {
        // Mapped, translated (RFC 2765's ::ffff:0:0:0/96 too), and NAT64's well-known prefix.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0, 0, 0, 0, 0xffff, 0, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => {
            is_public_v4(v4_at(0))
        }
        // Compatible addresses were never more than a plan; `::` and `::1` are among them.
        [0, 0, 0, 0, 0, 0, ..] => false,
        // 6to4
        [0x2002, ..] => is_public_v4(v4_at(80)),
        // Teredo: the server, and the client's address with its bits turned over.
        [0x2001, 0, ..] => is_public_v4(v4_at(64)) && is_public_v4(Ipv4Addr::from_bits(!v4_at(0).to_bits())),
        // What is not global unicast: local, link-local, site-local, multicast, discard, segment routing, the unassigned.
        [first, ..] if first & 0xe000 != 0x2000 => false,
        // ISATAP: any prefix, with an IPv4 address behind 5efe.
        [_, _, _, _, 0 | 0x200, 0x5efe, ..] => is_public_v4(v4_at(0)),
        _ => !SPECIAL_V6.iter().any(|&(net, length)| in_net(net, length)),
    }
}
