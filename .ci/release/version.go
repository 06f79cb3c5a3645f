package main

import (
	"fmt"
	"regexp"
)

// Version is a released version as Go writes it, such as v1.2.3 or v1.2.3-rc.1. Every other spelling is derived
// from it, here or by nfpm, which orders pre-releases the way deb and rpm do.
type Version string

// Build metadata (+…) is left out: Go modules and npm ignore it, so two releases would be one.
var versionForm = regexp.MustCompile(`^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

// ParseVersion reads a version.
func ParseVersion(text string) (Version, error) {
	if !versionForm.MatchString(text) {
		return "", fmt.Errorf("the version %q is none: write vMAJOR.MINOR.PATCH, such as make release VERSION=v1.2.3",
			text)
	}
	return Version(text), nil
}

// Plain is the version without the v, as npm, deb, rpm, Homebrew and file names have it.
func (v Version) Plain() string { return string(v[1:]) }
