package proxy

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"

	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

// createOnce makes a file with this content, whole or not at all, and returns what
// it holds: what another process wrote, if that was quicker.
func createOnce(path string, content []byte, mode fs.FileMode) ([]byte, error) {
	temporary, err := writeTemporary(path, content, mode)
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(temporary) }()
	// A link, unlike a rename, replaces nothing.
	err = os.Link(temporary, path)
	switch {
	case err == nil:
		return content, nil
	case errors.Is(err, fs.ErrExist):
		return regular.ReadFile(path, maxPEM)
	}
	// The file system has no links: there, two at once may see a pair that does not
	// belong together, and the error says so.
	if err := os.Rename(temporary, path); err != nil {
		return nil, err
	}
	return content, nil
}

func writeTemporary(path string, content []byte, mode fs.FileMode) (name string, err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600
	if err != nil {
		return "", err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Chmod(mode), file.Sync(), file.Close())
	if err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// everyAddress is both of the Internet's address spaces.
func everyAddress() []*net.IPNet {
	return []*net.IPNet{
		{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)},
		{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)},
	}
}
