// Package place says roughly where a network address is: a country, or a prefecture where the file knows it.
//
// It reads a MaxMind DB file that the operator provides; Okaeri ships none, since the good ones have licences of their own. Without a
// file nothing is known and letters say so. What it says is for the owner's eyes, in a notice ("somebody in Osaka applied"): a
// registry's country is too weak to weigh as evidence.
package place

import (
	"fmt"
	"net/netip"

	"github.com/oschwald/maxminddb-golang/v2"
)

// Places looks addresses up. The zero value knows nothing. It is safe for concurrent use.
type Places struct{ db *maxminddb.Reader }

// Open reads a file. The error names the file.
func Open(file string) (*Places, error) {
	db, err := maxminddb.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s is no readable MaxMind DB file", file)
	}
	return &Places{db}, nil
}

// Close lets the file go.
func (p *Places) Close() error {
	if p == nil || p.db == nil {
		return nil
	}
	return p.db.Close()
}

// record is what country and city files share; files that name the country at the top level (registry data) are read as well.
type record struct {
	Country struct {
		ISO string `maxminddb:"iso_code"`
	} `maxminddb:"country"`
	Subdivisions []struct {
		ISO string `maxminddb:"iso_code"`
	} `maxminddb:"subdivisions"`
	CountryCode string `maxminddb:"country_code"`
}

// Region is the ISO 3166 code of the prefecture, or of the country; "" when neither is known.
func (p *Places) Region(ip netip.Addr) string {
	if p == nil || p.db == nil || !ip.IsValid() {
		return ""
	}
	var r record
	if err := p.db.Lookup(ip.Unmap()).Decode(&r); err != nil {
		return ""
	}
	country := r.Country.ISO
	if country == "" {
		country = r.CountryCode
	}
	if country == "JP" && len(r.Subdivisions) > 0 && r.Subdivisions[0].ISO != "" {
		return "JP-" + r.Subdivisions[0].ISO
	}
	return country
}
