-- Gives nobody new to the nodes that the watch has taken out (hostwright-wss-nodes.timer): for each there is a file, which is
-- looked for every second. So no reload is needed, and after one it holds. Written by hostwright; changes made here are undone.

-- As haproxy sees it from within its chroot, and where it has none.
local folders = { "/hostwright-wss-nodes/", "/var/lib/haproxy/hostwright-wss-nodes/" }

local function is_out(file)
  for _, folder in ipairs(folders) do
    local found = io.open(folder .. file .. ".out")
    if found then
      found:close()
      return true
    end
  end
  return false
end

-- Lines "BACKEND SERVER FILE". Those of an endpoint that is gone have no backend.
local nodes = {}
for line in io.lines("/etc/haproxy/conf.d/hostwright-wss-nodes.map") do
  local backend, server, file = string.match(line, "^([^#%s]+) (%S+) (%S+)$")
  if backend then table.insert(nodes, { backend = backend, server = server, file = file, out = false }) end
end

local function judge(node)
  local backend = core.backends[node.backend]
  local server = backend and backend.servers[node.server]
  local out = is_out(node.file)
  if not server or out == node.out then return end
  if out then server:set_maint() else server:set_ready() end
  node.out = out
end

core.register_task(function()
  while true do
    for _, node in ipairs(nodes) do judge(node) end
    core.msleep(1000)
  end
end)
