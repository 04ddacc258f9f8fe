package place_test

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/mmdbtype"

	"okaeri/internal/place"
)

// file writes a real database with one network of each shape.
func file(t *testing.T) string {
	t.Helper()
	w, err := mmdbwriter.New(mmdbwriter.Options{DatabaseType: "Test", IncludeReservedNetworks: true})
	if err != nil {
		t.Fatal(err)
	}
	iso := func(s string) mmdbtype.Map { return mmdbtype.Map{"iso_code": mmdbtype.String(s)} }
	for network, record := range map[string]mmdbtype.Map{
		"203.0.113.0/24":  {"country": iso("JP"), "subdivisions": mmdbtype.Slice{iso("27")}},
		"198.51.100.0/24": {"country": iso("DE"), "subdivisions": mmdbtype.Slice{iso("BY")}},
		"192.0.2.0/24":    {"country_code": mmdbtype.String("FR")},
		"2001:db8::/32":   {"country": iso("JP")},
	} {
		_, n, err := net.ParseCIDR(network)
		if err == nil {
			err = w.Insert(n, record)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "places.mmdb")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.WriteTo(f); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAnAddressIsToldByPrefectureOrCountry(t *testing.T) {
	p, err := place.Open(file(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}()
	for ip, want := range map[string]string{
		"203.0.113.7": "JP-27", "::ffff:203.0.113.7": "JP-27", "198.51.100.1": "DE", "192.0.2.1": "FR", "2001:db8::1": "JP", "127.0.0.1": "",
	} {
		if got := p.Region(netip.MustParseAddr(ip)); got != want {
			t.Errorf("%s is in %q, not %q", ip, got, want)
		}
	}
	if got := p.Region(netip.Addr{}); got != "" {
		t.Errorf("no address is in %q", got)
	}
}

func TestWithoutAFileNothingIsKnown(t *testing.T) {
	var none *place.Places
	if got := none.Region(netip.MustParseAddr("203.0.113.7")); got != "" {
		t.Errorf("%q", got)
	}
	if _, err := place.Open("place_test.go"); err == nil {
		t.Error("a file that is none was opened")
	}
}
