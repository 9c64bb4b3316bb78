"""The laboratory of reference/ux.md, section 8: Chromium with a slow processor and a slow line, that weighs and times pages."""

CPU, DOWN, UP, LATENCY = 4, 1_600_000 // 8, 750_000 // 8, 150

OBSERVER = """
window.seen = {lcp: 0, cls: 0, shifts: [], tbt: 0, inp: 0, slowest: ""};
const watch = (type, each, more) => { new PerformanceObserver(list => list.getEntries().forEach(each)).observe({type, buffered: true, ...more}); };
watch("largest-contentful-paint", entry => { seen.lcp = entry.startTime; });
watch("layout-shift", entry => {
  if (entry.hadRecentInput) return;
  seen.cls += entry.value;
  seen.shifts.push(entry.value.toFixed(4) + " " + entry.sources.map(source => source.node && source.node.nodeType == 1 ? source.node.outerHTML.slice(0, 90) : "?").join(" | "));
});
watch("longtask", entry => { seen.tbt += Math.max(0, entry.duration - 50); });
watch("event", entry => { if (entry.interactionId && entry.duration > seen.inp) { seen.inp = entry.duration; seen.slowest = entry.name; } }, {durationThreshold: 16});
"""

KINDS = {"Document": "page", "Stylesheet": "css", "Script": "js", "Image": "pictures", "Font": "fonts"}


class Lab:
    """One browser window of a visitor with nothing kept, behind the slow line."""

    def __init__(self, browser, portal, cookies=(), width=1280, slow=True):
        self.context = browser.new_context(
            base_url=portal.base, locale="ru-RU", viewport={"width": width, "height": 800 if width > 500 else 740}, has_touch=width < 500, reduced_motion="reduce"
        )
        self.context.set_default_timeout(60_000)
        self.context.add_cookies([{"name": cookie.name, "value": cookie.value, "url": portal.base} for cookie in cookies])
        self.context.add_init_script(OBSERVER)
        self.page = self.context.new_page()
        self.wire = self.context.new_cdp_session(self.page)
        self.wire.send("Network.enable")
        if slow:
            self.wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP})
            self.wire.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
        self.slow = slow
        self.kinds, self.weights, self.kept = {}, {}, set()
        self.wire.on("Network.requestWillBeSent", lambda event: self.kinds.setdefault(event["requestId"], (KINDS.get(event["type"], "other"), event["request"]["url"])))
        self.wire.on("Network.requestServedFromCache", lambda event: self.kept.add(event["requestId"]))
        self.wire.on("Network.loadingFinished", lambda event: self.weights.__setitem__(event["requestId"], event["encodedDataLength"]))

    def go(self, address):
        """Asks for a page and gives what it weighed and took: bytes as they came over the line, heads included, and milliseconds."""
        self.kinds.clear(), self.weights.clear(), self.kept.clear()
        answer = self.page.goto(address, wait_until="load")
        assert answer.status == 200, f"{address}: {answer.status}"
        # What scripts and the window's size still bring; the figures of the largest paint come a frame later.
        self.page.wait_for_timeout(1500 if self.slow else 300)
        return self.figures()

    def figures(self):
        found = {"requests": 0, "all": 0} | {kind: 0 for kind in KINDS.values()}
        for request, (kind, url) in self.kinds.items():
            weight = 0 if request in self.kept or url.startswith("data:") else self.weights.get(request, 0)
            if weight:
                found["requests"] += 1
                found["all"] += weight
                found[kind] = found.get(kind, 0) + weight
        times = self.page.evaluate("performance.getEntriesByType('navigation')[0].responseStart - performance.getEntriesByType('navigation')[0].requestStart")
        return found | self.page.evaluate("window.seen") | {"ttfb": times}

    def close(self):
        self.context.close()
