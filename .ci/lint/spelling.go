package main

import (
	"os"
	"sync"

	"github.com/golangci/misspell"
	"golang.org/x/tools/go/analysis"
)

// dictionary makes its tree of all words once, not for each package.
var dictionary = sync.OnceValue(misspell.New)

// spelling reports words that are often misspelled, in comments.
var spelling = &analysis.Analyzer{
	Name: "spelling",
	Doc:  "words are spelled right",
	Run: func(pass *analysis.Pass) (any, error) {
		words := dictionary()
		for _, file := range pass.Files {
			f := pass.Fset.File(file.Pos())
			text, err := os.ReadFile(f.Name())
			if err != nil {
				return nil, err
			}
			_, found := words.ReplaceGo(string(text))
			for _, d := range found {
				pass.Reportf(f.LineStart(d.Line), "%s is misspelled: %s", d.Original, d.Corrected)
			}
		}
		return nil, nil
	},
}
