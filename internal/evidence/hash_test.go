package evidence_test

import (
	"testing"

	"okaeri/internal/evidence"
)

// Published vectors: the comments say where each comes from.
var hashVectors = []struct{ source, hash, password string }{
	{"made with openssl passwd -1", "{crypt}$1$abcdefgh$G//4keteveJp0qb8z2DxG/", "password"},
	{"SHA-1 of secret, as in the OpenLDAP guide", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "secret"},
	{"RFC 2307 construction, SHA-1", "{SSHA}1G904nLkTkGWjKNnQuB/hpWXC/hzYWx0c2FsdA==", "secret"},
	{"RFC 2307 construction, SHA-256", "{SSHA256}K6NlV6xU0DlTLLl5XBiisBXok3FOOMsVgjq36xwNW0lzYWx0c2FsdA==", "パスワード"},
	{"RFC 2307 construction, SHA-512", "{ssha512}aCu7JRc+kLsuEmFs1zTY+AiP7DSGnjjG+dH28Dp+E5usqoAixeTPihKqZmkWal4mUfp63tqvCAkFV1LKTDFH6XNhbHRzYWx0", "secret"},
	{"RFC 6070, 4096 iterations", "{PBKDF2}4096$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE", "password"},
	{"RFC 7914 section 11", "{PBKDF2-SHA256}1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLxJypzM8Xm2RZkWZLOdd.8xfHG4RbHjC9UJESBB06GXgw", "passwd"},
	{"published with RFC 6070's inputs for SHA-512", "{PBKDF2-SHA512}1$c2FsdA$hn9wzxreAs/zdSWZo6U9xK80x6ZpgVrl1RNVThyM8lLALUcKKFoFAbrZmb/pQ8CPBQI119aLHaVeY/c7YKV/zg", "password"},
	{"SHA-1 of password", "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", "password"},
	{"MD5 of password", "{MD5}X03MO1qnZdYdgyfeuILPmQ==", "password"},
	{"NT hash of password, MS-NLMP 4.2.2.1 family", "{NT}8846F7EAEE8FB117AD06BDD830B7586C", "password"},
	{"NT hash of Password, MS-NLMP 4.2.2.1.2", "{NTHASH}a4f49c406510bdcab6824ee7c30fd852", "Password"},
	{"FreeBSD crypt(3) NT hash", "$3$$8846f7eaee8fb117ad06bdd830b7586c", "password"},
	{"sha-crypt specification, SHA-256", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!"},
	{"sha-crypt specification, SHA-512", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1", "Hello world!"},
	{"OpenBSD bcrypt test vector", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"},
	{"passlib's form, computed with Python's hashlib", "$pbkdf2-sha256$6400$MDEyMzQ1Njc4OWFiY2RlZg$GAgw.j2X2FQf6rCn19KJonkGfQQsVMJDdhR2EPZ/a9I", "password"},
	{"argon2 reference implementation", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA", "password"},
	{"the same behind LDAP's scheme", "{ARGON2}$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA", "password"},
	{"passlib documentation, scrypt", "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E", "password"},
}

func TestPublishedHashesAreRecognisedAndVerified(t *testing.T) {
	for _, v := range hashVectors {
		if !evidence.IsHash(v.hash) {
			t.Errorf("%s: not taken for a hash", v.source)
			continue
		}
		if ok, err := evidence.VerifyHash(v.hash, v.password); err != nil || !ok {
			t.Errorf("%s: right password refused (%v)", v.source, err)
		}
		if ok, _ := evidence.VerifyHash(v.hash, v.password+"x"); ok {
			t.Errorf("%s: wrong password accepted", v.source)
		}
	}
}
