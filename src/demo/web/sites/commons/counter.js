// What many pages carry: a counter of someone else's. An archive keeps it with the page and never runs it.
new Image().src = "{{commons}}/beacon.svg?seen=" + encodeURIComponent(location.href);
