package bundle

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// Bounds of the files that are read whole, in bytes.
const (
	maxPackage = 4 << 20
	maxIgnore  = 1 << 20
)

var errNotRegular = errors.New("is not a regular file")

// readRegular reads a file of the project that is not an Asset or a Function. Anything but a
// regular file inside the project is refused before it is opened: opening a named pipe would wait
// for a writer.
func readRegular(fsys fs.FS, name string, most int64) ([]byte, error) {
	target, err := resolve(fsys, name)
	if err != nil {
		return nil, err
	}
	info, err := fs.Lstat(fsys, target)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errNotRegular
	case info.Size() > most:
		return nil, fmt.Errorf("has %d bytes, the limit is %d", info.Size(), most)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("has more than %d bytes, which is the limit", most)
	}
	return data, err
}
