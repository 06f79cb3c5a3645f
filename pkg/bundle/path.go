package bundle

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// maxPathLength is the longest path, in characters, its leading slash included.
// Operations CreateFunctionVersion and CreateAssetVersion.
const maxPathLength = serverless.MaxFunctionVersionPath

// disallowedInPath are the characters that the API documents as refused in the
// Path of a version, the space among them, and the backslash, with which it has
// been seen to answer "Path provided is invalid" (20001).
const disallowedInPath = `#;,?:@+&$()'" \`

// pathAndVisibility derives the URL path and the visibility of a file from its
// slash-separated name inside its folder, the way twilio-run does: the last
// extension of a Function is dropped, that of an Asset kept, and ".protected" or
// ".private" right before it sets the visibility.
//
// twilio-run replaces spaces by dashes, and publishes what carries one of the two
// words in any other place. Both are refused here: the first would break links
// to the file, the second would make public what was meant to be private.
func pathAndVisibility(name string, function bool) (string, Visibility, *Problem) {
	if problem := checkCharacters(name); problem != nil {
		return "", "", problem
	}
	dir, base := path.Split(name)
	stem, ext := splitExtension(base)
	visibility := Public
	if rest, found := strings.CutSuffix(stem, ".protected"); found {
		stem, visibility = rest, Protected
	} else if rest, found := strings.CutSuffix(stem, ".private"); found {
		stem, visibility = rest, Private
	}
	if word := visibilityWord(dir + stem + ext); word != "" {
		return "", "", &Problem{
			Value:  word,
			Reason: "sets no visibility in this place, so the file would be public",
			Action: fmt.Sprintf("write .%s in lower case, once, right before the last extension of the file name, "+
				"rename the file, or leave it out with a line in "+IgnoreFile, strings.ToLower(word[1:])),
		}
	}
	if stem == "" {
		return "", "", &Problem{Value: base, Reason: "leaves no name for the path", Action: "rename the file"}
	}
	if function {
		ext = ""
	}
	urlPath := "/" + dir + stem + ext
	if n := utf8.RuneCountInString(urlPath); n > maxPathLength {
		return "", "", &Problem{
			Value:  show.Short(urlPath),
			Reason: fmt.Sprintf("the path is %d characters long, the limit is %d", n, maxPathLength),
			Action: "shorten the names of the file or its folders",
		}
	}
	return urlPath, visibility, nil
}

// splitExtension cuts the last extension off. A file that ends in the visibility
// itself ("key.private") has none, so that it does not count as one.
func splitExtension(base string) (stem, ext string) {
	ext = path.Ext(base)
	if ext == ".private" || ext == ".protected" {
		return base, ""
	}
	return strings.TrimSuffix(base, ext), ext
}

// writtenVisibility is the visibility that any part of a name speaks of, the least visible one.
func writtenVisibility(name string) Visibility {
	v := Public
	for word := visibilityWord(name); word != ""; word = visibilityWord(name) {
		if strings.EqualFold(word, ".private") {
			return Private
		}
		v, name = Protected, strings.ReplaceAll(name, word, "")
	}
	return v
}

// visibilityWord returns the first dotted part of a path, other than at the start
// of a name, that reads like a visibility.
func visibilityWord(name string) string {
	for _, element := range strings.Split(name, "/") {
		for i, part := range strings.Split(element, ".") {
			if i > 0 && (strings.EqualFold(part, "private") || strings.EqualFold(part, "protected")) {
				return "." + part
			}
		}
	}
	return ""
}

// checkCharacters reports the first character that may not be part of a path.
func checkCharacters(name string) *Problem {
	if !utf8.ValidString(name) {
		return &Problem{Value: name, Reason: "the name is not valid UTF-8", Action: "rename the file"}
	}
	for _, c := range name {
		if strings.ContainsRune(disallowedInPath, c) || unicode.IsControl(c) || unicode.IsSpace(c) {
			return &Problem{
				Value:  show.Short("/" + name),
				Reason: fmt.Sprintf("the character %q is not allowed in a path", c),
				Action: fmt.Sprintf("rename it, for example to %q", show.Short(replaceDisallowed(name))),
			}
		}
	}
	return nil
}

// replaceDisallowed proposes a legal name for one with disallowed characters.
func replaceDisallowed(name string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune(disallowedInPath, c) || unicode.IsControl(c) || unicode.IsSpace(c) {
			return '-'
		}
		return c
	}, name)
}
