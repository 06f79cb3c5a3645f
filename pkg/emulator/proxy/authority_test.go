package proxy_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io/fs"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

func newCA(t *testing.T) (file, key string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "ca.pem")
	_, err := proxy.OpenAuthority(file, time.Now())
	require.NoError(t, err)
	return file, file + ".key"
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}

func TestOpenAuthority_makesAndKeeps(t *testing.T) {
	t.Parallel()
	file, key := newCA(t)
	for path, want := range map[string]fs.FileMode{file: 0o644, key: 0o600} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, want, info.Mode().Perm(), path)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	require.NoError(t, err)
	assert.Len(t, entries, 2, "nothing temporary is left")
	assert.NotContains(t, read(t, file), "PRIVATE")

	certificate, private := read(t, file), read(t, key)
	again, err := proxy.OpenAuthority(file, time.Now())
	require.NoError(t, err)
	assert.Equal(t, file, again.File())
	assert.Equal(t, certificate, read(t, file))
	assert.Equal(t, private, read(t, key))
}

// A crash between the two files leaves a key, which is then used.
func TestOpenAuthority_keyAlone(t *testing.T) {
	t.Parallel()
	file, key := newCA(t)
	private := read(t, key)
	require.NoError(t, os.Remove(file))
	_, err := proxy.OpenAuthority(file, time.Now())
	require.NoError(t, err)
	assert.Equal(t, private, read(t, key))
}

func TestOpenAuthority_atOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ca.pem")
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			_, err := proxy.OpenAuthority(file, time.Now())
			assert.NoError(t, err)
		})
	}
	all.Wait()
}

// The key can sign for servers of Twilio's names only: for no other name of any kind
// that certificates have, and for no other purpose.
func TestOpenAuthority_isConstrained(t *testing.T) {
	t.Parallel()
	file, keyFile := newCA(t)
	block, _ := pem.Decode([]byte(read(t, file)))
	ca, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	block, _ = pem.Decode([]byte(read(t, keyFile)))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	verifyFor := func(purpose x509.ExtKeyUsage, template *x509.Certificate) error {
		if purpose != x509.ExtKeyUsageAny {
			template.ExtKeyUsage = []x509.ExtKeyUsage{purpose}
		}
		template.SerialNumber, template.NotAfter = big.NewInt(1), time.Now().Add(time.Hour)
		own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		require.NoError(t, err)
		der, err := x509.CreateCertificate(rand.Reader, template, ca, own.Public(), key)
		require.NoError(t, err)
		leaf, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{purpose}})
		return err
	}
	verify := func(template *x509.Certificate) error { return verifyFor(x509.ExtKeyUsageServerAuth, template) }
	assert.NoError(t, verify(&x509.Certificate{DNSNames: []string{"serverless.twilio.com"}}))
	assert.NoError(t, verify(&x509.Certificate{DNSNames: []string{"hello-1234.twil.io"}}))
	assert.ErrorContains(t, verify(&x509.Certificate{DNSNames: []string{"example.com"}}), "not permitted")
	assert.ErrorContains(t, verify(&x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}), "excluded")
	assert.ErrorContains(t, verify(&x509.Certificate{IPAddresses: []net.IP{net.IPv6loopback}}), "excluded")
	for _, address := range []string{"ceo@evil.example", "me@twilio.com", "x@twil.io"} {
		assert.ErrorContains(t, verify(&x509.Certificate{EmailAddresses: []string{address}}), "not permitted", address)
	}
	for _, address := range []string{"https://evil.example/x", "https://twilio.com/", "spiffe://cluster/agent"} {
		u, err := url.Parse(address)
		require.NoError(t, err)
		assert.ErrorContains(t, verify(&x509.Certificate{URIs: []*url.URL{u}}), "not permitted", address)
	}
	for _, purpose := range []x509.ExtKeyUsage{
		x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageCodeSigning, x509.ExtKeyUsageEmailProtection,
		x509.ExtKeyUsageTimeStamping, x509.ExtKeyUsageOCSPSigning,
	} {
		for _, names := range [][]string{nil, {"serverless.twilio.com"}} {
			err := verifyFor(purpose, &x509.Certificate{DNSNames: names, Subject: pkix.Name{CommonName: "Evil Corp"}})
			assert.ErrorContains(t, err, "incompatible key usage", "%v", purpose)
		}
	}
}

// An authority that an earlier version made can do more, and is not used any more.
func TestOpenAuthority_thatCanDoMore(t *testing.T) {
	t.Parallel()
	file, keyFile := newCA(t)
	block, _ := pem.Decode([]byte(read(t, file)))
	ca, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	block, _ = pem.Decode([]byte(read(t, keyFile)))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	ca.ExtKeyUsage = nil
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, key.(*ecdsa.PrivateKey).Public(), key)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644))
	_, err = proxy.OpenAuthority(file, time.Now())
	require.ErrorContains(t, err, "can sign for more than servers")
	assert.ErrorContains(t, err, "remove it and "+keyFile)
}

func TestOpenAuthority_errors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		damage func(t *testing.T, file, key string)
		now    time.Duration
		want   string
	}{
		"expired":       {now: 3 * 365 * 24 * time.Hour, want: "expired on "},
		"not yet valid": {now: -2 * time.Hour, want: "is not valid before"},
		"key is gone": {
			damage: func(t *testing.T, _, key string) { require.NoError(t, os.Remove(key)) },
			want:   "is there but its key",
		},
		"another key": {
			damage: func(t *testing.T, _, key string) {
				_, other := newCA(t)
				require.NoError(t, os.WriteFile(key, []byte(read(t, other)), 0o600))
			},
			want: "does not belong to its key",
		},
		"key for everybody": {
			damage: func(t *testing.T, _, key string) { require.NoError(t, os.Chmod(key, 0o640)) },
			want:   "can be read by others (mode 0640): chmod 600",
		},
		"key is no PEM": {
			damage: func(t *testing.T, _, key string) { require.NoError(t, os.WriteFile(key, []byte("x"), 0o600)) },
			want:   "is not one private key in PEM",
		},
		"certificate is no PEM": {
			damage: func(t *testing.T, file, _ string) { require.NoError(t, os.WriteFile(file, nil, 0o600)) },
			want:   "is not one certificate in PEM",
		},
		"two certificates": {
			damage: func(t *testing.T, file, _ string) {
				require.NoError(t, os.WriteFile(file, []byte(read(t, file)+read(t, file)), 0o600))
			},
			want: "is not one certificate in PEM",
		},
		"a directory": {
			damage: func(t *testing.T, file, _ string) {
				require.NoError(t, os.Remove(file))
				require.NoError(t, os.Mkdir(file, 0o700))
			},
			want: "is not a regular file",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, key := newCA(t)
			if tt.damage != nil {
				tt.damage(t, file, key)
			}
			_, err := proxy.OpenAuthority(file, time.Now().Add(tt.now))
			require.ErrorContains(t, err, tt.want)
			assert.ErrorContains(t, err, file)
		})
	}

	_, err := proxy.OpenAuthority("", time.Now())
	require.ErrorContains(t, err, "has no name")
	missing := filepath.Join(t.TempDir(), "none", "ca.pem")
	_, err = proxy.OpenAuthority(missing, time.Now())
	require.ErrorIs(t, err, fs.ErrNotExist)
}

// The certificates of others are never taken nor touched.
func TestOpenAuthority_someoneElsesFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "bundle.crt")
	require.NoError(t, os.WriteFile(file, []byte("theirs"), 0o600))
	_, err := proxy.OpenAuthority(file, time.Now())
	require.ErrorContains(t, err, "give another file")
	assert.Equal(t, "theirs", read(t, file))
	assert.NoFileExists(t, file+".key")
}
