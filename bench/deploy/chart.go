package main

import (
	"fmt"
	"strings"
)

// Measures of the chart, in SVG units.
const (
	chartWidth = 760
	labelWidth = 150
	barHeight  = 18
	groupGap   = 22
)

// chart draws a bar for each tool and scenario, and a line for the bound. Its colours can be read
// on light and on dark pages.
func (b *bench) chart() string {
	colours := []string{"#0b7a75", "#a8a8a8"}
	perMS := float64(chartWidth-labelWidth-110) / ms(b.slowest())
	var body strings.Builder
	y := 34
	for _, s := range scenarios() {
		fmt.Fprintf(&body, `<text x="0" y="%d" class="scenario">%s</text>`+"\n", y+barHeight, s.name)
		top := y
		for i, t := range b.tools {
			r, _ := b.of(s.name, t.name)
			width := ms(r.wall()) * perMS
			fmt.Fprintf(&body, `<rect x="%d" y="%d" width="%.1f" height="%d" rx="2" fill="%s"/>`+"\n", labelWidth,
				y, width, barHeight-3, colours[i%2])
			fmt.Fprintf(&body, `<text x="%.1f" y="%d">%.2f s, %.0f calls</text>`+"\n", labelWidth+width+6,
				y+barHeight-6,
				r.wall().Seconds(),
				r.median(func(s sample) float64 { return float64(s.calls) }))
			y += barHeight
		}
		x := labelWidth + ms(b.bound(s))*perMS
		fmt.Fprintf(&body, `<line x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`+"\n", x, x, top-3, y)
		y += groupGap
	}
	legend := ""
	x := labelWidth
	for i, t := range b.tools {
		legend += fmt.Sprintf(`<rect x="%d" y="6" width="12" height="12" rx="2" fill="%s"/><text x="%d" y="16">%s</text>`+
			"\n", x, colours[i%2], x+18, t.name)
		x += 150
	}
	legend += fmt.Sprintf(`<line x1="%d" x2="%d" y1="4" y2="20"/><text x="%d" y="16">bound: round trips alone</text>`+
		"\n", x,
		x, x+8)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="Wall time of deploys">
<style>text{font:13px system-ui,sans-serif;fill:#777}.scenario{font-weight:600}line{stroke:#d9480f;stroke-width:2}</style>
%s%s</svg>
`, chartWidth, y, legend, body.String())
}
