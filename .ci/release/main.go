// Command release makes everything that is published of a version, from the commit that is checked out:
// binaries, archives, npm packages, deb, rpm, a Homebrew formula, a Scoop manifest, an image, bills of
// materials and checksums. The same commit, version and Go release give the same bytes.
//
// It is a module of its own, so that nothing of it reaches those who import or install the project.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	text := flags.String("version", "", "version to make, such as v1.2.3")
	out := flags.String("out", "dist", "folder to write into")
	only := flags.String("only", "", "make this platform alone, such as linux/amd64, to try something")
	dirty := flags.Bool("dirty", false, "also take files that are not committed, to try something; never for a release")
	nodeBase := flags.String("node-base", "", "also make an image with Node.js, on this OCI image layout (a folder)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s: release takes flags only", flags.Arg(0))
	}
	version, err := ParseVersion(*text)
	if err != nil {
		return err
	}
	platforms, err := choosePlatforms(*only)
	if err != nil {
		return err
	}
	source, err := ReadSource(ctx, ".", *dirty)
	if err != nil {
		return err
	}
	if err := source.CheckTag(ctx, version); err != nil {
		return err
	}
	r := &Release{Version: version, Source: source, Platforms: platforms, NodeBase: *nodeBase}
	files, err := r.Make(ctx)
	if err != nil {
		return err
	}
	if err := Write(*out, files); err != nil {
		return err
	}
	fmt.Printf("%d files of %s in %s, made with %s from %s\n", len(files), version, *out, goVersion(), source.Commit)
	return nil
}
