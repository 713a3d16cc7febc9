(function (form, between, zone) {
LINK_FILE
  var page = location.href.replace(/\p{Cs}/gu, ""), selection = String(getSelection() || ""), time = linkFile.now(zone), file, address;
  if (!linkFile.address(page)) return;
  // Forges refuse addresses beyond 8 kB: rather less of what was marked than nothing.
  for (;;) {
    file = linkFile.make({ url: page, title: document.title, notes: linkFile.quote(selection), added: time });
    address = form + file.name + between + encodeURIComponent(file.text);
    if (address.length < 8000 || !selection) break;
    selection = selection.slice(0, selection.length * 0.8);
  }
  open(address) || (location.href = address);
})(SETTINGS);
