package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"slices"
	"strings"
	"time"
)

// Entry is a file of an archive, or of the release itself.
type Entry struct {
	Name string // with slashes
	Mode int64  // 0 means 0644
	Body []byte
}

func (e Entry) mode() int64 {
	if e.Mode == 0 {
		return 0o644
	}
	return e.Mode
}

// sorted returns the entries by name: the order of an archive must not depend on how they were found.
func sorted(entries []Entry) []Entry {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return entries
}

// pack makes a tar of entries without anything of this machine or moment. A name that ends in / is a folder.
func pack(entries []Entry, at time.Time) ([]byte, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range sorted(entries) {
		header := &tar.Header{
			Name: e.Name, Mode: e.mode(), Size: int64(len(e.Body)), ModTime: at, Format: tar.FormatUSTAR,
			Typeflag: tar.TypeReg,
		}
		if strings.HasSuffix(e.Name, "/") {
			header.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(e.Body); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func tarGzip(entries []Entry, at time.Time) ([]byte, error) {
	plain, err := pack(entries, at)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func zipped(entries []Entry, at time.Time) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range sorted(entries) {
		header := &zip.FileHeader{Name: e.Name, Method: zip.Deflate, Modified: at}
		header.SetMode(0o644)
		f, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(e.Body); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
