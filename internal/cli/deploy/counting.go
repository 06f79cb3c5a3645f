package deploy

import (
	"io/fs"
	"sync/atomic"
)

// countingFS counts the bytes that are read from its files.
type countingFS struct {
	fs.ReadLinkFS
	read *atomic.Int64
}

// counting returns fsys as it is if it knows no links, which reading a project needs.
func counting(fsys fs.FS, read *atomic.Int64) fs.FS {
	if linked, ok := fsys.(fs.ReadLinkFS); ok {
		return countingFS{linked, read}
	}
	return fsys
}

// Open implements fs.FS.
func (c countingFS) Open(name string) (fs.File, error) {
	f, err := c.ReadLinkFS.Open(name)
	if dir, ok := f.(fs.ReadDirFile); ok && err == nil {
		return countingFile{dir, c.read}, nil
	}
	return f, err
}

// countingFile may be a folder too: that takes a look to know.
type countingFile struct {
	fs.ReadDirFile
	read *atomic.Int64
}

func (f countingFile) Read(p []byte) (int, error) {
	n, err := f.ReadDirFile.Read(p)
	f.read.Add(int64(n))
	return n, err
}

// ReadFile implements fs.ReadFileFS: the file system of a project bounds what is read whole.
func (c countingFS) ReadFile(name string) ([]byte, error) {
	data, err := fs.ReadFile(c.ReadLinkFS, name)
	c.read.Add(int64(len(data)))
	return data, err
}
