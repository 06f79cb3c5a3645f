package contents_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/contents"
)

func TestInsert(t *testing.T) {
	t.Parallel()
	const (
		head = "# T\n\nAbout it.\n\n"
		body = "## One\n\na\n\n## In `go test`\n\n```md\n## no heading\n```\n\n## The page, and more\n\n## Four\n"
		list = "**Contents:** [One](#one) · [In `go test`](#in-go-test) · [The page, and more](#the-page-and-more) · " +
			"[Four](#four)\n\n"
	)
	for name, test := range map[string]struct{ page, want string }{
		"none yet":       {head + body, head + list + body},
		"right":          {head + list + body, head + list + body},
		"out of date":    {head + "**Contents:** [Old](#old)\n\n" + body, head + list + body},
		"too few by now": {head + list + "## One\n", head + "## One\n"},
		"no section":     {"# T\n\ntext\n", "# T\n\ntext\n"},
		"three and code": {head + "## a\n## b\n## c\n```\n## d\n```\n", head + "## a\n## b\n## c\n```\n## d\n```\n"},
		"title and rows": {"# T\n\n## a\n## b\n## c\n## d\n",
			"# T\n\n**Contents:** [a](#a) · [b](#b) · [c](#c) · [d](#d)\n\n## a\n## b\n## c\n## d\n"},
		"nothing at all ": {"", ""},
	} {
		assert.Equal(t, test.want, contents.Insert(test.page), name)
		assert.Equal(t, test.want, contents.Insert(contents.Insert(test.page)), "%s, twice", name)
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Who can reach it":            "who-can-reach-it",
		"Logs & more, of `dev`":       "logs--more-of-dev",
		"22. Sites are beside":        "22-sites-are-beside",
		"What is changed: TypeScript": "what-is-changed-typescript",
	} {
		assert.Equal(t, want, contents.Slug(title))
	}
}
