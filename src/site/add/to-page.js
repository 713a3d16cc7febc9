(function (page) {
  function part(name, text) {
    return name + encodeURIComponent(String(text || "").replace(/\p{Cs}/gu, ""));
  }
  var address = page + part("#url=", location.href) + part("&title=", document.title) + part("&selection=", String(getSelection() || "").slice(0, 5000));
  open(address) || (location.href = address);
})(PAGE);
