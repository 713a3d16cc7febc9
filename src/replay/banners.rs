//! Consent banners that lie over a page until a script closes them: left out of the view, as no script ever runs here.
//!
//! Named are only the containers of well-known programs, by the names that these programs give them: nothing that a
//! page could mean otherwise. What a keeper's own rules remove comes beside.

use crate::web::dom::{Dom, NodeId};

/// The containers, as selectors, by the program that puts them there.
pub const SELECTORS: &[&str] = &[
    "#onetrust-consent-sdk",             // OneTrust
    "#onetrust-banner-sdk",              //
    "#CybotCookiebotDialog",             // Cookiebot
    "#CybotCookiebotDialogBodyUnderlay", //
    "#usercentrics-root",                // Usercentrics
    "#didomi-host",                      // Didomi
    "#qc-cmp2-container",                // Quantcast
    "#truste-consent-track",             // TrustArc
    "#trustarc-banner-overlay",          //
    "#sp_message_container",             // Sourcepoint
    "#cmplz-cookiebanner-container",     // Complianz
    "#cookie-law-info-bar",              // CookieYes
    ".cky-consent-container",            //
    ".cky-overlay",                      //
    "#cookie-notice",                    // Cookie Notice for WordPress
    "#BorlabsCookieBox",                 // Borlabs
    "#iubenda-cs-banner",                // iubenda
    "#termly-code-snippet-support",      // Termly
    "#klaro .cookie-notice",             // Klaro
    ".cc-window.cc-banner",              // Osano's Cookie Consent
    "#tarteaucitronRoot",                // tarteaucitron
    "#gdpr-cookie-message",              // GDPR Cookie
    "#moove_gdpr_cookie_info_bar",       // Moove GDPR
    "#axeptio_overlay",                  // Axeptio
];

/// Lets a page scroll that was held still while something lay over it.
pub(super) fn release(dom: &mut Dom) {
    let held: Vec<NodeId> = [dom.html(), dom.body()].into_iter().flatten().collect();
    for id in held {
        let Some(element) = dom.element_mut(id) else { continue };
        let Some(style) = element.attr("style").map(str::to_owned) else { continue };
        let kept: Vec<&str> = style
            .split(';')
            .filter(|declaration| {
                let plain: String = declaration.chars().filter(|c| !c.is_whitespace()).collect();
                let plain = plain.to_ascii_lowercase();
                !["overflow:hidden", "overflow-y:hidden", "position:fixed"]
                    .iter()
                    .any(|held| plain.starts_with(held))
            })
            .collect();
        if kept.len() < style.split(';').count() {
            element.set("style", kept.join(";"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::select;
    use crate::web::dom::Budget;

    #[test]
    fn every_selector_is_understood() {
        for selector in SELECTORS {
            assert!(select::parse(selector).is_some(), "{selector}");
        }
    }

    #[test]
    fn what_held_the_page_is_gone_and_the_rest_stays() {
        let html =
            "<html style='overflow: hidden'><body style='color:red; OVERFLOW:hidden !important;margin:0'>x";
        let mut dom = Dom::parse(html, &Budget::default()).unwrap();
        release(&mut dom);
        let out = dom.to_html();
        assert!(!out.to_lowercase().contains("overflow") && out.contains("color:red;margin:0"), "{out}");
    }
}
