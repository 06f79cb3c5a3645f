package proxy

// Environment gives the variables, each NAME=value, with which a program reaches
// Twilio through the proxy at addr (host:port) and trusts its authority, whose
// certificate is in file. Give the path of file as absolute: programs change their
// directory.
//
// HTTP_PROXY is there for twilio-run, which reads no other variable for HTTPS
// either. SSL_CERT_FILE (Go, OpenSSL) replaces the system's authorities,
// NODE_EXTRA_CA_CERTS adds one.
func Environment(addr, file string) []string {
	return []string{
		"HTTP_PROXY=http://" + addr,
		"HTTPS_PROXY=http://" + addr,
		"NODE_EXTRA_CA_CERTS=" + file,
		"SSL_CERT_FILE=" + file,
	}
}
