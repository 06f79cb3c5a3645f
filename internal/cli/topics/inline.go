package topics

import (
	"path"
	"strings"

	"github.com/russross/blackfriday/v2"
)

// plain is the text of a node without any marks.
func plain(n *blackfriday.Node) string {
	var b strings.Builder
	n.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus {
		if entering && (n.Type == blackfriday.Text || n.Type == blackfriday.Code) {
			b.Write(n.Literal)
		}
		return blackfriday.GoToNext
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// inline is the text of a node for people: code keeps its marks, links say where they lead.
func inline(n *blackfriday.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.Next {
		switch c.Type {
		case blackfriday.Text:
			b.Write(c.Literal)
		case blackfriday.Code:
			b.WriteString("`" + string(c.Literal) + "`")
		case blackfriday.Link:
			b.WriteString(link(inline(c), string(c.Destination)))
		case blackfriday.Image:
			b.WriteString("(Picture: " + plain(c) + ")")
		case blackfriday.Softbreak, blackfriday.Hardbreak:
			b.WriteString(" ")
		default:
			b.WriteString(inline(c))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// link writes a link without the mouse: other topics and verbs are named by the command that shows
// them, files of the repository by their path.
func link(text, destination string) string {
	if strings.HasPrefix(destination, "#") || destination == "" {
		return text
	}
	if strings.Contains(destination, "://") {
		if text == destination {
			return "<" + destination + ">"
		}
		return text + " <" + destination + ">"
	}
	file, section, _ := strings.Cut(destination, "#")
	command := ""
	if verb, ok := strings.CutPrefix(file, "cli/twilio-serverless"); ok {
		command = strings.TrimSpace("help " +
			strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(verb, "_"), ".md"),
				"_", " "))
	} else if topic, ok := Find(file); ok {
		command = strings.TrimSpace("help " + topic.Name + " " + section)
	}
	switch {
	case command != "" && strings.HasSuffix(text, ".md"):
		return "`" + command + "`"
	case command != "":
		return text + " (`" + command + "`)"
	case strings.ContainsAny(text, "/."): // it is a path already
		return text
	}
	return text + " (" + path.Join("docs", file) + ")"
}
