// What the look at a certificate of certbot prints, for the tests of the modules that take it.

// bookworm, 25 November 2026, by pebble
export const printed = `certbot=2.1.0-4
python3-certbot-apache=
python3-certbot-nginx=
has_certbot=yes
has_openssl=yes
has_ca=yes
LoadState=loaded
ActiveState=active
UnitFileState=enabled
hook=29462361cabf41fbf570d41637243350abda9a25d91bf4ce46bc3cf55c21e87c
drop_in=4a03172a7617a9097da828e25ef39c040e0ab62df6a5f26cc43f2c39a6c35d21
parent=/etc/letsencrypt/live/b.lab.test/../../archive/b.lab.test
nearest=/etc/letsencrypt/live/b.lab.test/../../archive/b.lab.test
ls=-rw------- 1 root root 241 Nov 25 15:25 /etc/letsencrypt/live/b.lab.test/../../archive/b.lab.test/privkey1.pem
-- renewal --
renewal=yes
# renew_before_expiry = 30 days
version = 2.1.0
archive_dir = /etc/letsencrypt/archive/b.lab.test
cert = /etc/letsencrypt/live/b.lab.test/cert.pem
privkey = /etc/letsencrypt/live/b.lab.test/privkey.pem
chain = /etc/letsencrypt/live/b.lab.test/chain.pem
fullchain = /etc/letsencrypt/live/b.lab.test/fullchain.pem

# Options used in the renewal process
[renewalparams]
account = 4add20ebb8067ca0de9e4aa308ca21c4
key_type = ecdsa
elliptic_curve = secp256r1
server = https://198.18.3.11:14000/dir
authenticator = webroot
webroot_path = /var/www/letsencrypt,
[[webroot_map]]
b.lab.test = /var/www/letsencrypt
-- certificates --
now=1795620927
there=yes
-----BEGIN CERTIFICATE-----
MIICjDCCAXSgAwIBAgIIU6IfVUCQaCcwDQYJKoZIhvcNAQELBQAwKDEmMCQGA1UE
AxMdUGViYmxlIEludGVybWVkaWF0ZSBDQSA2YzUwYTgwHhcNMjYxMTI1MTUyNTAx
WhcNMzExMTI1MTUyNTAwWjAVMRMwEQYDVQQDEwpiLmxhYi50ZXN0MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEg7q51Qh97hPLyBNTcElu8lZ+0TtkQPfBHM1FtNoC
fwhEF9m3kR/SkJ1yk2Zd5695VGk0UxblNUVyNGsK3sABaaOBlzCBlDAOBgNVHQ8B
Af8EBAMCBaAwHQYDVR0lBBYwFAYIKwYBBQUHAwEGCCsGAQUFBwMCMAwGA1UdEwEB
/wQCMAAwHQYDVR0OBBYEFGJK99X4BDf84sDrrmMxwFldvhk8MB8GA1UdIwQYMBaA
FDU7MM+3iyWQ+pYAiMoh2pDZdvJIMBUGA1UdEQQOMAyCCmIubGFiLnRlc3QwDQYJ
KoZIhvcNAQELBQADggEBALhKev3YCvwb65sS+H/ygKssxqd+1nMWuC3q4+FZj2uI
Tp2cjHPP6fGrbqCXsufSIPh9HqnCmALg9FItUZd/v+pOQIsBeDWywx9vBokdHEzn
5NMr5tgA4B576sDdA3T3i2g+anl5Z7LzfVPRwNdaS1/drjhwS9t8Qrpr/nLMdpWO
DZRln0gziVdRG7Lg5XcIObNNggBOOaD+mcpK6fqz4+2i9DvaEoYV0Fc8x0gxVueB
hcHt0sZxkqgJk9lFMyeyR/UPiIOj2xih4mJqW8xX9W2qq094cOkWxe62v6G9le5m
TVG6uvPBFC04+EzAJn+Fn5y+PsWwQHg5zgSfhMhdM08=
-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----
MIIDUDCCAjigAwIBAgIIFRgpT3wamZ8wDQYJKoZIhvcNAQELBQAwIDEeMBwGA1UE
AxMVUGViYmxlIFJvb3QgQ0EgNWQyODNlMCAXDTI2MTEyNTE1MjQwOFoYDzIwNTYx
MTI1MTUyNDA4WjAoMSYwJAYDVQQDEx1QZWJibGUgSW50ZXJtZWRpYXRlIENBIDZj
NTBhODCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBALlOw1AggvTWNljZ
bimgbxNl49QMZ6AXKyZAnnncaxesQqw7V4Kc6ywctHZt+4NwHPSXCARzHSXt0LeN
5cMRD0uGtlNd7EPHeSk09V4RAtzYe7PFt7HJZ0f+muo1u2S+8CcttwsBIyJHN7Mc
KivLkNrsC0WHAxSJj0a436Dz5aXFIqWxVRr9ctbf2Uy7dCHrkl1lisMNO4qhezQh
jQ1l6dDi/EnVtkl0wWdyizONaroPRNcJ+xbCjKhF3FA6rkjMfQDXLY01MLl8IfUu
pkPaSi2JxcNMSOleFkMUhMXBFCMNq62hQZE4v/H5naF4mcazIv3X5MguivTH9jy2
zm6/MX8CAwEAAaOBgzCBgDAOBgNVHQ8BAf8EBAMCAoQwHQYDVR0lBBYwFAYIKwYB
BQUHAwEGCCsGAQUFBwMCMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFDU7MM+3
iyWQ+pYAiMoh2pDZdvJIMB8GA1UdIwQYMBaAFA1qd/P2IPm5FISdCSc8NHQNAEH5
MA0GCSqGSIb3DQEBCwUAA4IBAQBAXiVMQf3CRGipaIkWaE376dHxaqa9dm0MTlr3
kDLrFgNwk5Ly1xTVRBxH0Ks18AQHjpp0RBAMUnb/xf2zKHvOs0nCKfJi5e+aHFBI
gv2xbnB6yYLAA8+qQ+/JcPttLraP6fX4yHHPXFZDodt/3xG9sbL6vkkBct9DtXEo
GuVyjOo86NQDlQP1ezf9FxuQJVQhGx+Ue+mStNvxNn9XSTpv35qgmQFXLqTRk4Pi
GQKC+XRPZUJRB22RAdWD8fyWodtSowAfoo2dQ06qGN+CtMoucV0bjb7+/9ynVy0o
tEsNcT3RMM+5to7783oN2oqPEIOIJJhsHJemEAw/wtkWdHKL
-----END CERTIFICATE-----
-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEg7q51Qh97hPLyBNTcElu8lZ+0Ttk
QPfBHM1FtNoCfwhEF9m3kR/SkJ1yk2Zd5695VGk0UxblNUVyNGsK3sABaQ==
-----END PUBLIC KEY-----
`;
