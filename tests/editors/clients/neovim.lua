-- Drives Neovim's own language client against the server that $DPONE_PROBE describes; prints PASS and FAIL lines.
--   nvim --headless -u NONE -i NONE -n -c 'luafile neovim.lua'
-- Works from Neovim 0.7 (no inlay hints of its own: the request is sent by hand) to 0.11.

local probe = vim.json and vim.json.decode(vim.env.DPONE_PROBE) or vim.fn.json_decode(vim.env.DPONE_PROBE)
local failed = false

local function report(ok, what, detail)
  if not ok then failed = true end
  io.stdout:write((ok and "PASS " or "FAIL ") .. what .. ((not ok and detail) and (": " .. detail) or "") .. "\n")
end

local function wait(what, holds)
  local ok, value = false, nil
  vim.wait(probe.patience * 1000, function()
    value = holds()
    ok = value and true or false
    return ok
  end, 50)
  report(ok, what)
  return value
end

local clients = function()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end

vim.cmd("edit " .. vim.fn.fnameescape(probe.file))
local buffer = vim.api.nvim_get_current_buf()

-- Actions are chosen through vim.ui.select; a script has no one to ask.
vim.ui.select = function(items, options, choose)
  for index, item in ipairs(items) do
    local title = options.format_item and options.format_item(item) or tostring(item)
    if title:find(probe.fix_title, 1, true) then return choose(item, index) end
  end
  choose(nil, nil)
end

-- The configuration of docs/editors/neovim.md, as it stands there; 0.7 is older than both of its forms.
if vim.fn.has("nvim-0.11") == 1 then
  dofile(probe.config)
elseif vim.fn.has("nvim-0.8") == 1 then
  dofile(probe.config_older)
else
  local id = vim.lsp.start_client({ name = "dpone", cmd = { "dpone-lsp" }, root_dir = probe.root, init_options = { trusted = probe.trusted } })
  vim.lsp.buf_attach_client(buffer, id)
end
vim.bo[buffer].filetype = "yaml"

wait("attach", function()
  local client = clients()[1]
  return client and client.initialized ~= false and (client.server_capabilities or {}).hoverProvider and client
end)

local function problems()
  local texts = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do texts[#texts + 1] = one.message end
  return table.concat(texts, "\n")
end
wait("diagnostic", function() return problems():find(probe.expect_problem, 1, true) end)

vim.api.nvim_win_set_cursor(0, { probe.hover[1] + 1, probe.hover[2] })
local place = function() return vim.lsp.util.make_position_params(0, "utf-16") end
local answers = vim.lsp.buf_request_sync(buffer, "textDocument/hover", place(), 10000) or {}
local hover = vim.inspect(answers)
report(hover:find(probe.expect_hover, 1, true) ~= nil, "hover", hover)

local whole = { textDocument = { uri = vim.uri_from_bufnr(buffer) }, range = { start = { line = 0, character = 0 }, ["end"] = { line = vim.api.nvim_buf_line_count(buffer), character = 0 } } }
local hints = vim.inspect(vim.lsp.buf_request_sync(buffer, "textDocument/inlayHint", whole, 10000) or {})
report(hints:find(probe.expect_inlay, 1, true) ~= nil, "inlay hint", hints)

vim.api.nvim_win_set_cursor(0, { probe.fix[1] + 1, probe.fix[2] })
vim.lsp.buf.code_action()
wait("quick fix", function()
  local text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
  return text:find(probe.expect_after, 1, true)
end)

for _, client in ipairs(clients()) do
  if vim.fn.has("nvim-0.11") == 1 then client:stop() else client.stop() end
end
wait("shutdown", function() return #clients() == 0 end)
vim.cmd(failed and "cquit 1" or "qall!")
