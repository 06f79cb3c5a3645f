package proxy

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

const (
	authorityName = "twilio-serverless emulator, this machine only"
	authorityLife = 2 * 365 * 24 * time.Hour
	keySuffix     = ".key"
	pemKey        = "PRIVATE KEY"
	pemCert       = "CERTIFICATE"
	maxPEM        = 1 << 20 // of a file

	// vacant is a name that is kept free for ever (RFC 2606), so that its tree is empty.
	vacant = "nobody.invalid"
)

// An Authority signs the certificates of a [Proxy].
type Authority struct {
	file string
	pair tls.Certificate
}

// File is the path of the public certificate, as it was given to [OpenAuthority].
func (a *Authority) File() string { return a.file }

// OpenAuthority reads the authority whose certificate is in file and whose key is
// beside it, in a file of the same name with `.key` at its end. When there is
// neither, it makes both: a key that only the owner can read, and a certificate
// that is good for two years, counted from now, and for names below twilio.com and
// twil.io only.
//
// Both files come into being whole or not at all, and none is ever overwritten; of
// several processes that make them at once, all end up with the same. It is an
// error when one of the two is missing, when they do not belong together, when the
// key can be read by others, and when the certificate has expired; each says what
// to do.
func OpenAuthority(file string, now time.Time) (*Authority, error) {
	if file == "" {
		return nil, errors.New("proxy: the file of the authority's certificate has no name")
	}
	key, err := openKey(file)
	if err != nil {
		return nil, err
	}
	content, err := regular.ReadFile(file, maxPEM)
	if errors.Is(err, fs.ErrNotExist) {
		if content, err = makeCertificate(key, now); err != nil {
			return nil, fmt.Errorf("proxy: certificate of the authority: %w", err)
		}
		content, err = createOnce(file, content, 0o644)
	}
	if err != nil {
		return nil, fmt.Errorf("proxy: certificate of the authority: %s: %w", file, err)
	}
	cert, err := parseCertificate(file, content, key, now)
	if err != nil {
		return nil, err
	}
	return &Authority{
		file: file,
		pair: tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert},
	}, nil
}

func makeCertificate(key crypto.Signer, now time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: authorityName},
		NotBefore:    now.Add(-time.Hour), // clocks of containers differ
		NotAfter:     now.Add(authorityLife),

		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,

		// Of an authority, this is what the certificates that it signs may be used for: TLS
		// servers; neither mail, nor clients, nor code, nor time stamps.
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},

		// A kind of name that has no constraint is free, so all that X.509 has a tree for have one.
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         domains(),
		ExcludedIPRanges:            everyAddress(),
		PermittedEmailAddresses:     []string{vacant},
		PermittedURIDomains:         []string{vacant},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemCert, Bytes: der}), nil
}

func parseCertificate(file string, content []byte, key crypto.Signer, now time.Time) (*x509.Certificate, error) {
	fail := func(reason string, args ...any) error {
		reason = fmt.Sprintf(reason, args...)
		return fmt.Errorf("proxy: %s %s: remove it and %s to have a new authority made", file, reason, file+keySuffix)
	}
	block, rest := pem.Decode(content)
	if block == nil || block.Type != pemCert || len(rest) > 0 {
		return nil, fail("is not one certificate in PEM")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fail("cannot be read: %v", err)
	}
	public, ok := cert.PublicKey.(*ecdsa.PublicKey)
	switch {
	case !ok || !public.Equal(key.Public()):
		return nil, fail("does not belong to its key")
	case !cert.IsCA:
		return nil, fail("is no certificate of an authority")
	case !slices.Equal(cert.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) ||
		len(cert.PermittedEmailAddresses) == 0 || len(cert.PermittedURIDomains) == 0:
		return nil, fail("was made by an earlier version and can sign for more than servers of Twilio's names")
	case now.After(cert.NotAfter):
		return nil, fail("expired on %s", cert.NotAfter.UTC().Format(time.DateOnly))
	case now.Before(cert.NotBefore):
		return nil, fail("is not valid before %s", cert.NotBefore.UTC().Format(time.RFC3339))
	}
	return cert, nil
}
