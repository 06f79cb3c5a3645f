package topics

import (
	"fmt"
	"strings"

	"github.com/russross/blackfriday/v2"

	"github.com/twilio-serverless/twilio-serverless-go/docs"
	"github.com/twilio-serverless/twilio-serverless-go/internal/contents"
)

// Page is a page of docs/.
type Page struct {
	// Title is its first heading.
	Title string
	// Sections are its headings of the second level.
	Sections []Section

	topic Topic
	tree  *blackfriday.Node
}

// Section is a part of a page.
type Section struct {
	// Title is its heading as text.
	Title string
	// ID is the heading as links and command lines write it.
	ID string
}

// Read reads the page of a topic.
func Read(topic Topic) (*Page, error) {
	text, err := docs.FS.ReadFile(topic.File)
	if err != nil {
		return nil, err
	}
	return parse(topic, text), nil
}

func parse(topic Topic, text []byte) *Page {
	const extensions = blackfriday.Tables | blackfriday.FencedCode | blackfriday.NoIntraEmphasis |
		blackfriday.SpaceHeadings
	p := &Page{topic: topic, tree: blackfriday.New(blackfriday.WithExtensions(extensions)).Parse(text)}
	for n := p.tree.FirstChild; n != nil; n = n.Next {
		if n.Type != blackfriday.Heading {
			continue
		}
		title := plain(n)
		switch n.Level {
		case 1:
			p.Title = title
		case 2:
			p.Sections = append(p.Sections, Section{Title: title, ID: contents.Slug(title)})
		}
	}
	return p
}

// Section finds a section by its ID or the beginning of it. The error lists those there are.
func (p *Page) Section(word string) (Section, error) {
	word = contents.Slug(word)
	var ids []string
	var found []Section
	for _, s := range p.Sections {
		if s.ID == word {
			return s, nil
		}
		if strings.HasPrefix(s.ID, word) {
			found = append(found, s)
		}
		ids = append(ids, s.ID)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		ids = ids[:0]
		for _, s := range found {
			ids = append(ids, s.ID)
		}
		return Section{}, fmt.Errorf("more than one section of %s begins with %q: %s", p.topic.Name, word,
			strings.Join(ids, ", "))
	case len(ids) == 0:
		return Section{}, fmt.Errorf("%s has no sections", p.topic.Name)
	}
	hint := ""
	if similar := Similar(word, ids); len(similar) > 0 {
		hint = " (did you mean " + strings.Join(similar, " or ") + "?)"
	}
	return Section{}, fmt.Errorf("%s has no section %q%s; it has %s", p.topic.Name, word, hint, strings.Join(ids, ", "))
}
