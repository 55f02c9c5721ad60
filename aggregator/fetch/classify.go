package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
)

// classify tells what an error of the transport or of a body means. The cause
// that ended the context comes first: it explains what follows from it.
func classify(ctx context.Context, err error) *failure {
	var own *failure
	if cause := context.Cause(ctx); cause != nil {
		if errors.As(cause, &own) {
			return own
		}
		return fail(ClassCanceled, "called off", cause)
	}
	if errors.As(err, &own) {
		return own
	}
	for _, known := range []func(error) *failure{dnsFailure, tlsFailure, limitFailure, timeFailure, netFailure} {
		if f := known(err); f != nil {
			return f
		}
	}
	return fail(ClassProtocol, "the answer is not good HTTP", err)
}

func dnsFailure(err error) *failure {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return nil
	case dns.IsNotFound:
		return fail(ClassDNSNone, "the name does not exist", err)
	case dns.IsTimeout:
		return fail(ClassDNSTimeout, "the name servers did not answer", err)
	}
	return fail(ClassDNS, "the name could not be resolved", err)
}

func tlsFailure(err error) *failure {
	var (
		invalid x509.CertificateInvalidError
		host    x509.HostnameError
		unknown x509.UnknownAuthorityError
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
	)
	text := err.Error()
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fail(ClassTLS, "the certificate has expired or is not valid yet", err)
	case errors.As(err, &host):
		return fail(ClassTLS, "the certificate is for another host", err)
	case errors.As(err, &unknown):
		return fail(ClassTLS, "the certificate is signed by nobody we trust", err)
	case errors.As(err, &verify), errors.As(err, &invalid):
		return fail(ClassTLS, "the certificate is not valid", err)
	case errors.As(err, &record), strings.Contains(text, "HTTP response to HTTPS client"):
		return fail(ClassTLS, "the origin does not speak TLS there", err)
	case errors.As(err, &alert), strings.Contains(text, "tls: "):
		return fail(ClassTLS, "no safe connection could be agreed on", err)
	}
	return nil
}

// limitFailure knows the limits that net/http keeps for us; they have no types.
func limitFailure(err error) *failure {
	text := err.Error()
	if strings.Contains(text, "response headers exceeded") || strings.Contains(text, "header list larger") ||
		strings.Contains(text, "too many 1xx") {
		return fail(ClassLimit, "the head of the answer is too long", err)
	}
	return nil
}

func timeFailure(err error) *failure {
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		return nil
	}
	switch text := err.Error(); {
	case strings.Contains(text, "awaiting response headers"):
		return fail(ClassTimeout, "connected, but no answer came in time", err)
	case strings.Contains(text, "TLS handshake"):
		return fail(ClassTimeout, "connected, but no TLS handshake in time", err)
	}
	return fail(ClassTimeout, "the connection timed out", err)
}

func netFailure(err error) *failure {
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return fail(ClassTCP, "the connection was refused", err)
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return fail(ClassTCP, "the connection was broken off", err)
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return fail(ClassTCP, "there is no way to the host", err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fail(ClassProtocol, "the answer ended too early", err)
	case errors.Is(err, io.EOF):
		return fail(ClassTCP, "the connection was closed without an answer", err)
	case errors.As(err, &op):
		return fail(ClassTCP, "the connection failed", err)
	}
	return nil
}
