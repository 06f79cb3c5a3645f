package project

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// maxProjectFile bounds the files of a project that are read whole, such as package.json. Functions
// and Assets are not.
const maxProjectFile = 8 << 20

// fileSystem is the directory of a project. It never waits for a named pipe and reads no device;
// what is read whole is bounded and lies in the project.
type fileSystem struct {
	fs.ReadLinkFS
	dir string
}

func newFileSystem(dir string) fs.FS {
	return fileSystem{os.DirFS(dir).(fs.ReadLinkFS), dir}
}

// Open implements fs.FS.
func (f fileSystem) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return f.ReadLinkFS.Open(name) // which refuses it
	}
	file, err := os.OpenFile(filepath.Join(f.dir, filepath.FromSlash(name)), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: withoutName(err)}
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = ErrNotRegular
	}
	if err != nil {
		_ = file.Close()
		return nil, &fs.PathError{Op: "open", Path: name, Err: withoutName(err)}
	}
	return file, nil
}

// ReadFile implements fs.ReadFileFS.
func (f fileSystem) ReadFile(name string) ([]byte, error) {
	data, err := ReadFileIn(f.dir, name, maxProjectFile)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return data, nil
}
