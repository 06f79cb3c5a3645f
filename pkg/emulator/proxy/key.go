package proxy

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

// openKey reads or makes the key. The key comes first, so that a certificate
// without one is never ours.
func openKey(file string) (crypto.Signer, error) {
	path := file + keySuffix
	content, err := regular.ReadFile(path, maxPEM)
	if errors.Is(err, fs.ErrNotExist) {
		if _, there := os.Lstat(file); there == nil {
			// Another process may have made both since the look for the key.
			if content, err = regular.ReadFile(path, maxPEM); errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("proxy: %s is there but its key %s is not: give another file, or remove it to "+
					"have a new authority made", file, path)
			}
		} else if content, err = makeKey(); err != nil {
			return nil, fmt.Errorf("proxy: key of the authority: %w", err)
		} else {
			content, err = createOnce(path, content, 0o600)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("proxy: key of the authority: %s: %w", path, err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("proxy: key of the authority: %w", err)
	}
	// Windows keeps no such bits.
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("proxy: %s can be read by others (mode %04o): chmod 600 %[1]s", path, info.Mode().Perm())
	}
	block, rest := pem.Decode(content)
	if block == nil || block.Type != pemKey || len(rest) > 0 {
		return nil, fmt.Errorf(
			"proxy: %s is not one private key in PEM: remove it and %s to have a new authority made", path, file)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("proxy: %s: %w: remove it and %s to have a new authority made", path, err, file)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("proxy: %s is no ECDSA key: remove it and %s to have a new authority made", path, file)
	}
	return key, nil
}

func makeKey() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemKey, Bytes: der}), nil
}
