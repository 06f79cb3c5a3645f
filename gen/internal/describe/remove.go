package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// remove takes operations out of the document, with each component that only they refer to. others are the documents
// beside it, which may refer to its components too. It returns the new document.
func remove(document, others string, operations []string) (string, error) {
	d := &text{content: document}
	idle := d.idle(others)
	for _, id := range operations {
		if err := d.removeOperation(id); err != nil {
			return "", err
		}
	}
	for {
		gone := slices.DeleteFunc(d.idle(others), func(name string) bool { return slices.Contains(idle, name) })
		if len(gone) == 0 {
			return d.content, nil
		}
		for _, name := range gone {
			d.removeComponent(name)
		}
	}
}

// removeOperation also takes a path without any other operation out, and a tag that no other has.
func (d *text) removeOperation(id string) error {
	at := strings.Index(d.content, "      operationId: "+id+"\n")
	if at < 0 {
		return fmt.Errorf("the document has no %s", id)
	}
	start := strings.LastIndexByte(d.content[:at-1], '\n') + 1 // the line of the method
	end := start + lineEnd(d.content[start:]) + indented(d.content[start+lineEnd(d.content[start:]):], 4)
	_, tag, _ := strings.Cut(d.content[start:end], "tags: [")
	tag, _, _ = strings.Cut(tag, "]")
	d.content = d.content[:start] + d.content[end:]
	head := strings.LastIndex(d.content[:start-1], "\n") + 1
	if line := d.content[head:start]; strings.HasPrefix(line, "  /") && indented(d.content[start:], 2) == 0 {
		d.content = strings.TrimSuffix(d.content[:head], "\n") + d.content[start:]
		d.removeLinks(strings.Trim(line, " :\n"))
	}
	if !strings.Contains(d.content, "tags: ["+tag+"]\n") {
		d.content = strings.Replace(d.content, "\n  - name: "+tag+"\n", "\n", 1)
		heading := regexp.MustCompile(`(?m)^  # ---- ` + regexp.QuoteMeta(tag) + ` -*\n\n?`)
		d.content = heading.ReplaceAllString(d.content, "")
	}
	return nil
}

// removeLinks takes the links to a path out of examples.
func (d *text) removeLinks(path string) {
	if strings.HasSuffix(path, "}") {
		return // links lead to lists, and to what a resource has one of
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if parts[i] = regexp.QuoteMeta(part); strings.HasPrefix(part, "{") {
			parts[i] = `[^/']+`
		}
	}
	link := regexp.MustCompile(`(?m)^ +[a-z_]+: 'https://[^/']+` + strings.Join(parts, "/") + `'\n`)
	d.content = link.ReplaceAllString(d.content, "")
}

var component = lazyregexp.New(`(?m)^    ([A-Za-z0-9]+):`)

// idle are the components that nothing refers to, such as schemas/BuildSid.
func (d *text) idle(others string) (names []string) {
	all := d.content + others
	_, components, _ := strings.Cut(d.content, "\ncomponents:\n")
	for _, section := range []string{"parameters", "schemas", "examples"} {
		_, rest, found := strings.Cut("\n"+components, "\n  "+section+":\n")
		if !found {
			continue
		}
		for _, match := range component.Get().FindAllStringSubmatch(rest[:indented(rest, 2)], -1) {
			name := match[1]
			referred := regexp.MustCompile(`#/components/` + section + `/` + name + `\b|x-json-array-of: ` + name + `\b`)
			if !referred.MatchString(all) {
				names = append(names, section+"/"+name)
			}
		}
	}
	return names
}

func (d *text) removeComponent(name string) {
	section, name, _ := strings.Cut(name, "/")
	from := strings.Index(d.content, "\n  "+section+":\n")
	start := from + strings.Index(d.content[from:], "\n    "+name+":") + 1
	body := start + lineEnd(d.content[start:])
	d.content = d.content[:start] + d.content[body+indented(d.content[body:], 4):]
}

// indented is the length of the lines that are indented by more than n spaces. Lines without text at the end do not count.
func indented(rest string, n int) (length int) {
	read := 0
	for line := range strings.Lines(rest) {
		read += len(line)
		switch {
		case strings.TrimSpace(line) == "":
		case len(line)-len(strings.TrimLeft(line, " ")) <= n:
			return length
		default:
			length = read
		}
	}
	return length
}

func lineEnd(rest string) int { return strings.IndexByte(rest, '\n') + 1 }

// runRemove removes operations from the document, their names from operations.txt, and their published examples. It
// prints which lines are left.
func runRemove(file string, operations []string) error {
	folder := filepath.Dir(file)
	document, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	upload, err := os.ReadFile(filepath.Join(folder, "upload.yaml"))
	if err != nil {
		return err
	}
	changed, err := remove(string(document), string(upload), operations)
	if err != nil {
		return err
	}
	removed := removal{operations: operations}
	for _, id := range operations {
		request, err := sent(string(document), id)
		if err != nil {
			return err
		}
		removed.requests = append(removed.requests, request)
	}
	names := filepath.Join(folder, "operations.txt")
	list, err := os.ReadFile(names)
	if err != nil {
		return err
	}
	remaining := string(list)
	for _, id := range operations {
		remaining = strings.Replace(remaining, filepath.Base(file)+" "+id+"\n", "", 1)
		example := filepath.Join(folder, "../cassettes/docs/openapi", id+".yaml")
		if err := os.Remove(example); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	if err := os.WriteFile(names, []byte(remaining), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(file, []byte(changed), 0o644); err != nil {
		return err
	}
	changes, beside, err := removeAlone(filepath.Join(folder, ".."), removed)
	if err != nil {
		return err
	}
	for _, change := range changes {
		fmt.Println("taken out of", change)
	}
	found, err := mentions(filepath.Join(folder, ".."), removed)
	if err != nil {
		return err
	}
	printMentions(os.Stdout, found, beside, operations)
	return nil
}
