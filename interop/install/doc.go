// Package install has no code, only tests that install the binary the way newcomers do: with nothing but Node, from
// the npm packages of a release, and with nothing but Go, from a module proxy. Each begins with an empty home folder.
package install
