package main

import (
	"strings"
	"unicode"

	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"

	"github.com/twilio-serverless/twilio-serverless-go/gen/internal/document"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
)

// goName is the name that the generated client gives to a schema or a field: BuildSid becomes BuildSID. It is
// oapi-codegen's own normalizer, to which the configuration of gen/serverless adds one initialism.
func goName(name string) string {
	parts := words(codegen.ToCamelCaseWithDigits(name))
	for i, part := range parts {
		switch part {
		case "Sid", "Url", "Ui", "Id", "Json", "Uri":
			parts[i] = strings.ToUpper(part)
		}
	}
	return strings.Join(parts, "")
}

// words splits FunctionVersionContent at its capitals.
func words(name string) (list []string) {
	for _, r := range name {
		if unicode.IsUpper(r) || len(list) == 0 {
			list = append(list, "")
		}
		list[len(list)-1] += string(r)
	}
	return list
}

// methodName is the name of an operation's method: its ID, with the noun of a list in the plural. The tag, the
// heading of the documentation, is that plural unless it is about something else. x-go-method is another name.
func methodName(op *document.Operation) string {
	if name := text(op.Extensions["x-go-method"]); name != "" {
		return name
	}
	noun, list := strings.CutPrefix(op.OperationID, "List")
	if !list {
		return op.OperationID
	}
	if heading := strings.ReplaceAll(op.Tags[0], " ", ""); strings.HasPrefix(heading, noun) {
		return "List" + heading
	}
	return "List" + english.Plural(noun)
}

// lowerFirst makes BuildSID buildSID.
func lowerFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// thirdPerson turns the first word of a summary, an imperative, into what the documentation of a method says:
// "Fetch a Build." becomes "fetches a Build."
func thirdPerson(summary string) string {
	verb, rest, _ := strings.Cut(summary, " ")
	verb = strings.ToLower(verb)
	switch {
	case strings.HasSuffix(verb, "ch"), strings.HasSuffix(verb, "sh"), strings.HasSuffix(verb, "s"):
		verb += "es"
	default:
		verb += "s"
	}
	return verb + " " + rest
}

// wrapped breaks a text into comment lines of at most 100 columns behind an indent.
func wrapped(indent, text string) string {
	var b strings.Builder
	line := indent + "//"
	for word := range strings.FieldsSeq(text) {
		if len(line)+1+len(word) > 100 && line != indent+"//" {
			b.WriteString(line + "\n")
			line = indent + "//"
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
	return b.String()
}
