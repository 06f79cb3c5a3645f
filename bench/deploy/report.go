package main

import (
	"fmt"
	"strings"
	"time"
)

// table is what the terminal and the page show.
func (b *bench) table() string {
	var t strings.Builder
	fmt.Fprintf(&t, "| %-16s | %-17s | %5s | %8s | %7s | %8s | %11s | %10s |\n", "", "", "calls", "wall", "CPU",
		"peak", "to ours", "to bound")
	t.WriteString("|---|---|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range b.results {
		own, _ := b.of(r.scenario.name, b.tools[0].name)
		ratio := "1"
		if r.tool != own.tool {
			ratio = fmt.Sprintf("%.1f times", float64(r.wall())/float64(own.wall()))
		}
		row(&t, r.scenario.name, r, ratio, fmt.Sprintf("%.2f", float64(r.wall())/float64(b.bound(r.scenario))))
	}
	for _, r := range b.heavy {
		row(&t, "ten of 25 MB", r, "", "")
	}
	if len(b.scaled) > 0 {
		t.WriteString("\nFirst deploys of larger projects with " + b.tools[0].name +
			":\n\n| files | calls | wall | wall per file | 429 |\n|--:|--:|--:|--:|--:|\n")
		for _, s := range b.scaled {
			fmt.Fprintf(&t, "| %d | %d | %.2f s | %.2f ms | %d |\n", s.files, s.calls, s.wall.Seconds(),
				ms(s.wall)/float64(s.files), s.refused)
		}
	}
	return t.String()
}

func row(t *strings.Builder, name string, r result, ratio, bound string) {
	fmt.Fprintf(t, "| %-16s | %-17s | %5.0f | %5.0f ms | %4.0f ms | %5.0f MB | %11s | %10s |\n", name, r.tool,
		r.median(func(s sample) float64 { return float64(s.calls) }), ms(r.wall()),
		r.median(func(s sample) float64 { return ms(s.cpu) }),
		r.median(func(s sample) float64 { return float64(s.peak) / 1e6 }), ratio, bound)
}

// page is docs/bench.md.
func (b *bench) page() string {
	var p strings.Builder
	fmt.Fprintf(&p, `# Deploys, measured

![%s and %s](bench.svg)

%d Functions, %d Assets of 1 kB and %s, every request answered after %s, Builds that complete at once; %d rounds in turns, medians of whole
processes, both through the same HTTPS proxy to the same emulator. twilio-run is the version of bench/deploy/package-lock.json. Absolute times are those of one machine; the ratios are what counts. Made by

    cd bench && go run ./deploy -scale -large -write ../docs

%s
"to bound" is the wall time as a multiple of the critical path: the longest chain of requests that wait for each other, times the latency, with nothing
for the processes themselves. The latency is in the answers here, not in the network: round trips, handshakes and refusals are in
[speed.md](speed.md). The Assets are binary; text is searched for credentials too.

`, b.tools[0].name, b.tools[len(b.tools)-1].name, b.size.functions, b.size.assets, count(b.size.variables, "Variable"), b.latency, b.rounds, b.table())
	for _, s := range scenarios() {
		fmt.Fprintf(&p, "- %s, %s: %s.\n", s.name, b.bound(s).Round(time.Millisecond),
			strings.TrimSuffix(strings.Join(s.chain, "; "), "?"))
	}
	return p.String()
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
