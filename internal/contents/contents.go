// Package contents writes the table of contents of a page in Markdown.
package contents

import (
	"fmt"
	"strings"
)

const (
	// Begin is how the paragraph begins.
	Begin = "**Contents:** "
	// fewest is how many sections a page has before it gets a table of contents.
	fewest = 4
)

// Insert returns the page with its table of contents before the first section, in place of the one
// that it had. A page with few sections gets none.
func Insert(page string) string {
	lines := strings.SplitAfter(page, "\n")
	kept := lines[:0:0]
	for i, line := range lines {
		if strings.HasPrefix(line, Begin) || i > 0 && line == "\n" && strings.HasPrefix(lines[i-1], Begin) {
			continue
		}
		kept = append(kept, line)
	}
	page = strings.Join(kept, "")
	var links []string
	for _, title := range Sections(page) {
		links = append(links, fmt.Sprintf("[%s](#%s)", title, Slug(title)))
	}
	if len(links) < fewest {
		return page
	}
	before, after, _ := strings.Cut(page, "\n## ")
	return before + "\n" + Begin + strings.Join(links, " · ") + "\n\n## " + after
}

// Sections returns the headings of the second level, without those in code.
func Sections(page string) (titles []string) {
	code := false
	for line := range strings.SplitSeq(page, "\n") {
		if strings.HasPrefix(line, "```") {
			code = !code
		}
		if title, ok := strings.CutPrefix(line, "## "); ok && !code {
			titles = append(titles, title)
		}
	}
	return titles
}

// Slug writes a heading as GitHub does in links.
func Slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r == ' ':
			b.WriteRune('-')
		case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127:
			b.WriteRune(r)
		}
	}
	return b.String()
}
