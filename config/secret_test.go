package config

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// holder reaches a secret in every way that fmt treats differently.
type holder struct {
	Open   Secret
	hidden Secret
	Map    map[string]Secret
	List   []Secret
	Any    any
}

type xmlHolder struct{ S Secret }

func TestSecretIsNeverPrinted(t *testing.T) {
	const text = "hunter2"
	s := NewSecret(text)
	h := holder{s, s, map[string]Secret{"k": s}, []Secret{s}, s}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%T", "%10.3s"} {
		for _, v := range []any{s, &s, h, &h, []holder{h}, map[string]any{"h": h}} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	fmt.Fprintln(&out, s, &s, h, fmt.Errorf("wrapped %w: %v", fmt.Errorf("%v", h), s))
	for _, encode := range []func(any) ([]byte, error){
		json.Marshal,
		func(v any) ([]byte, error) { return yaml.Dump(v) },
		func(v any) ([]byte, error) { return xml.Marshal(xmlHolder{s}) },
	} {
		b, err := encode(struct{ Open, Other any }{s, map[string]Secret{"k": s}})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(b, []byte("secret")) {
			t.Errorf("does not say that there is a secret: %s", b)
		}
		out.Write(b)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("x", "s", s, "p", &s, "h", h, slog.Group("g", "s", s))
	}
	for _, bad := range []string{text, fmt.Sprintf("%x", text), fmt.Sprintf("%X", text)} {
		if strings.Contains(out.String(), bad) {
			t.Errorf("%q is printed:\n%s", bad, out.String())
		}
	}
	if s.Reveal() != text || s.IsZero() || !(Secret{}).IsZero() || !s.Equal(NewSecret(text)) || s.Equal(Secret{}) {
		t.Error("the secret itself is wrong")
	}
}
