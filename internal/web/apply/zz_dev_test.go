package apply_test

import (
	"net/http"
	"net/url"
	"okaeri/internal/web"
	"okaeri/internal/web/apply"
	"os"
	"testing"
	"time"
)

func TestZZDev(t *testing.T) {
	if os.Getenv("DEV") == "" {
		return
	}
	pol := apply.RobotPolicy(os.Getenv("ROBOT"))
	s := newSite(t, func(c *apply.Config) {
		c.Site.PublicURL = &url.URL{Scheme: "http", Host: "127.0.0.1:8099"}
		c.Site.Demo = &web.DemoBanner{Home: "/"}
		c.Site.Now = time.Now
		c.Robot = apply.Robot{Policy: pol, Key: []byte("0123456789abcdef0"), Used: &ledger{used: map[string]bool{}}}
	})
	s.story.links["LINKLINKLINKLINKLINK"] = "00000000000000000000000000000001"
	http.ListenAndServe("127.0.0.1:8099", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if st := r.URL.Query().Get("state"); st != "" {
			for _, c := range s.story.cases {
				setState(c, st)
			}
		}
		s.h.ServeHTTP(w, r)
	}))
}
