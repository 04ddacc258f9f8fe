// Package signin proves who somebody of the staff is: by a passkey (WebAuthn), or by the organisation's own sign-in (OpenID Connect).
//
// It performs ceremonies and keeps nothing. What has to be remembered between the two halves of a ceremony is handed out as bytes, which the
// pages keep in the browser under a signature, for minutes and once; whom a proof belongs to, what they may do and whether they may
// come in at all is for package staff to say.
//
// # Passkeys
//
// The relying party's ID and its one origin come from the configured public URL and never from a request. Keys are discoverable, so that the
// sign-in page asks for no name and can give none away, and the authenticator verifies its person (PIN, finger, face) each time: one passkey
// is two factors. Attestation is not asked for. A counter that goes back is told as a copied key.
//
// # OpenID Connect
//
// Authorization code with PKCE, state and nonce; the token's signature, issuer, audience, authorised party and age are checked. Whether
// the provider proved the person in a way that no false page can have taken is believed only where its acr or amr has one of the
// values that the operator has named, and with the time that it says (auth_time): a provider that says nothing proves nothing. Roles come from
// one configured claim by a configured list. No claim makes an administrator.
package signin
