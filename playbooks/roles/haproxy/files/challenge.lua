-- Answers the challenge of an ACME server with what certbot has put into its folder. Written by hostwright; changes made here are undone.
core.register_service("hostwright_challenge", "http", function(applet)
  local token = string.match(applet.path, "^/%.well%-known/acme%-challenge/([%w_%-]+)$")
  local file = token and io.open("/var/www/letsencrypt/.well-known/acme-challenge/" .. token, "rb")
  local body = file and file:read(4096) or ""
  if file then file:close() end
  applet:set_status(file and 200 or 404)
  applet:add_header("content-type", "text/plain")
  applet:add_header("content-length", tostring(#body))
  applet:start_response()
  if #body > 0 then applet:send(body) end
end)
