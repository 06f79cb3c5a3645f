package speed

import (
	"fmt"
	"strings"
	"time"
)

// metWeather is a weather and the deploy that met it.
type metWeather struct {
	weather
	took, least time.Duration // least is what no deployer can beat
	refused     float64       // percent
}

func (m metWeather) ratio() float64 { return float64(m.took) / float64(m.least) }

func weatherTable(rows []metWeather) string {
	var b strings.Builder
	b.WriteString("\n| what is refused | time | to bound | at most | refused |\n|---|--:|--:|--:|--:|\n")
	for _, m := range rows {
		limit := ""
		if m.times > 0 {
			limit = fmt.Sprintf("%.2f", m.times)
		}
		fmt.Fprintf(&b, "| %s | %.2f s | %.2f | %s | %.1f %% |\n", m.name, m.took.Seconds(), m.ratio(), limit,
			m.refused)
	}
	return b.String() + "\n"
}

// weatherChart is a bar for each weather, as long as the time is a multiple of the bound, and a line
// for its limit. Its colours can be read on light and on dark pages.
func weatherChart(rows []metWeather) string {
	const width, label, row, scale = 760, 190, 20, 180.0 // scale is the length of one bound
	var body strings.Builder
	y := 8
	for _, m := range rows {
		length := m.ratio() * scale
		fmt.Fprintf(&body, `<text x="0" y="%d" class="name">%s</text>`+"\n", y+13, m.name)
		fmt.Fprintf(&body, `<rect x="%d" y="%d" width="%.1f" height="%d" rx="2" fill="#0b7a75"/>`+"\n", label, y,
			length,
			row-4)
		text := label + max(length, m.times*scale) + 8
		fmt.Fprintf(&body, `<text x="%.1f" y="%d">%.2f × the bound, %.1f s</text>`+"\n", text, y+13, m.ratio(),
			m.took.Seconds())
		if m.times > 0 {
			x := label + m.times*scale
			fmt.Fprintf(&body, `<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" class="limit"/>`+"\n", x, x, y-2, y+row-3)
		}
		y += row
	}
	fmt.Fprintf(&body, `<line x1="%.1f" x2="%.1f" y1="4" y2="%d"/>`+"\n", label+scale, label+scale, y)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="First deploys of 1,000 files while requests are refused">
<style>text{font:13px system-ui,sans-serif;fill:#777}.name{font-weight:600}line{stroke:#777;stroke-width:1}.limit{stroke:#d9480f;stroke-width:2}</style>
%s</svg>
`, width, y+6, body.String())
}
