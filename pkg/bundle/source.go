package bundle

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// FunctionSource is the name of the file, slash-separated inside a project, that [Read] takes for a
// Function with this path and visibility: "/sms" and protected are "functions/sms.protected.js".
// Paths that no file can stand for are errors; other tools upload such.
func FunctionSource(urlPath string, v Visibility) (string, error) {
	return source("functions", urlPath, urlPath+".js", v, true)
}

// AssetSource is [FunctionSource] for an Asset: "/menu.xml" and protected are
// "assets/menu.protected.xml".
func AssetSource(urlPath string, v Visibility) (string, error) {
	return source("assets", urlPath, urlPath, v, false)
}

// source puts the visibility into a name, and reads the result back: that it means the same is the
// whole point.
func source(folder, urlPath, name string, v Visibility, function bool) (string, error) {
	name = strings.TrimPrefix(name, "/")
	dir, base := path.Split(name)
	if v == Protected || v == Private {
		stem, ext := splitExtension(base)
		base = stem + "." + string(v) + ext
	}
	name = dir + base
	if urlPath == "/" || !fs.ValidPath(name) || strings.ContainsRune(name, '\\') {
		return "", fmt.Errorf("the path %q cannot be the name of a file", show.Short(urlPath))
	}
	full := folder + "/" + name
	for i, element := range strings.Split(name, "/") {
		hidden := element[0] == '.' && (function || i > 0 || element != ".well-known")
		if hidden || element == "node_modules" || slices.Contains(skippedAssets, element) {
			return "", fmt.Errorf("the path %q has the hidden name %q, which no deploy would upload",
				show.Short(urlPath),
				show.Short(element))
		}
	}
	back, visibility, problem := pathAndVisibility(name, function)
	if problem != nil {
		return "", fmt.Errorf("the path %q: %w", show.Short(urlPath), errors.New(problem.String()))
	}
	if back != urlPath || visibility != v {
		return "", fmt.Errorf("no file name stands for the path %q that is %s: %s would be %s and %s",
			show.Short(urlPath), v, full, back, visibility)
	}
	return full, nil
}
