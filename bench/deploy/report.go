package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// report is what the terminal and the page show.
func (b *bench) report() string {
	var t strings.Builder
	if len(b.results)+len(b.heavy) > 0 {
		fmt.Fprintf(&t, "\n| %-16s | %-17s | %5s | %8s | %7s | %8s | %10s | %10s |\n", "", "", "calls", "wall", "CPU",
			"peak", "to ours", "to bound")
		t.WriteString("|---|---|--:|--:|--:|--:|--:|--:|\n")
	}
	for _, r := range b.results {
		own, _ := b.of(r.scenario.name, b.tools[0].name)
		row(&t, r.scenario.name, r, own, fmt.Sprintf("%.2f", float64(r.wall())/float64(b.bound(r.scenario))))
	}
	for _, r := range b.heavy {
		row(&t, "ten of 25 MB", r, b.heavy[0], "")
	}
	if len(b.texts) > 0 {
		t.WriteString("\n| unchanged deploy of 1 Function and | wall | CPU | to none | beyond it |\n" +
			"|---|--:|--:|--:|--:|\n")
	}
	for i, r := range b.texts {
		none, rate := b.texts[0].cpu(), ""
		if more := r.cpu() - none; i > 0 {
			rate = fmt.Sprintf("%.0f MB a second", float64(texts[i].files)/more.Seconds())
		}
		fmt.Fprintf(&t, "| %s | %.0f ms | %.0f ms | %.1f times | %s |\n", r.tool, ms(r.wall()), ms(r.cpu()),
			float64(r.cpu())/float64(none), rate)
	}
	if len(b.refused) > 0 {
		t.WriteString("\n| first deploy of 300 files, refused | calls | wall | to none |\n|---|--:|--:|--:|\n")
	}
	for _, r := range b.refused {
		fmt.Fprintf(&t, "| %s | %.0f | %.2f s | %.2f times |\n", r.tool,
			r.median(func(s sample) float64 { return float64(s.calls) }), r.wall().Seconds(),
			float64(r.wall())/float64(b.refused[0].wall()))
	}
	if len(b.starts) > 0 {
		t.WriteString("\n| start of | CPU |\n|---|--:|\n")
	}
	for _, s := range b.starts {
		fmt.Fprintf(&t, "| %s | %.1f ms |\n", s.name, ms(s.cpu))
	}
	return t.String()
}

func row(t *strings.Builder, name string, r, own result, bound string) {
	ratio := "1"
	if r.tool != own.tool {
		ratio = fmt.Sprintf("%.1f times", float64(r.wall())/float64(own.wall()))
	}
	fmt.Fprintf(t, "| %-16s | %-17s | %5.0f | %5.0f ms | %4.0f ms | %5.0f MB | %10s | %10s |\n", name, r.tool,
		r.median(func(s sample) float64 { return float64(s.calls) }), ms(r.wall()), ms(r.cpu()),
		r.median(func(s sample) float64 { return float64(s.peak) / 1e6 }), ratio, bound)
}

// write writes the chart and the part of bench.md that is about processes. The other parts are
// written by internal/speed; the prose between them by hand.
func (b *bench) write(dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "bench.svg"), []byte(b.chart()), 0o644); err != nil {
		return err
	}
	name := filepath.Join(dir, "bench.md")
	page, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	const begin, end = "<!-- processes -->\n", "<!-- end of processes -->\n"
	before, rest, found := strings.Cut(string(page), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s has no part between %q and %q", name, begin, end)
	}
	var p strings.Builder
	fmt.Fprintf(&p, "\n%d Functions, %d Assets of 1 kB (half of them text) and 1 Variable, %v of round trip; medians "+
		"of %d rounds in turns.\n",
		b.size.functions, b.size.assets, b.roundTrip, b.rounds)
	p.WriteString(b.report() + "\n")
	for _, s := range scenarios() {
		fmt.Fprintf(&p, "- %s, %v: %d round trips of handshakes; %s.\n", s.name, b.bound(s), handshakes,
			strings.Join(s.chain, "; "))
	}
	return os.WriteFile(name, []byte(before+begin+p.String()+"\n"+end+after), 0o644)
}
