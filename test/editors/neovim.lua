-- Works in Neovim as a person would and writes what it saw to $RESULT, as JSON. Keys are typed, so Neovim's own loop must run between the
-- steps: they are a coroutine, which goes on as soon as what it waits for is there. The limit is for what never comes.
local seen = {}
local LIMIT_MS = 30000

local function finish()
  local file = assert(io.open(os.getenv("RESULT"), "w"))
  file:write(vim.fn.json_encode(seen))
  file:close()
  vim.lsp.stop_client(vim.lsp.get_active_clients())
  vim.wait(LIMIT_MS, function()
    return #vim.lsp.get_active_clients() == 0
  end, 10)
  vim.cmd("qall!")
end

local story

local function continue()
  local ok, problem = coroutine.resume(story)
  if not ok then
    seen.problem = problem
  end
  if coroutine.status(story) == "dead" then
    finish()
  end
end

--- Goes on when `holds()` gives something, and returns that.
local function until_(what, holds)
  local timer = vim.loop.new_timer()
  local start = vim.loop.now()
  timer:start(0, 10, vim.schedule_wrap(function()
    if timer:is_closing() then
      return
    end
    local found = holds()
    if found or vim.loop.now() - start > LIMIT_MS then
      timer:close()
      if not found then
        seen.problem = what .. " never came"
        finish()
        return
      end
      continue()
    end
  end))
  coroutine.yield()
  return holds()
end

local function keys(text)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(text, true, true, true), "t", false)
end

local function diagnostics()
  return vim.tbl_map(function(it)
    return { line = it.lnum, column = it.col, code = it.code, message = it.message, severity = it.severity, source = it.source }
  end, vim.diagnostic.get(0))
end

local function codes()
  return vim.tbl_map(function(it)
    return it.code
  end, vim.diagnostic.get(0))
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return window
    end
  end
end

--- Puts the cursor on the last character of the first `words` in the buffer.
local function to(words)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search("\\V" .. words, "ceW") > 0, words .. " is not in the buffer")
end

story = coroutine.create(function()
  vim.o.completeopt = "menu"

  until_("a finding", function()
    return vim.tbl_contains(codes(), "unknown-option")
  end)
  seen.findings = diagnostics()

  to("directry")
  vim.ui.select = function(items, options, choose)
    seen.actions = vim.tbl_map(options.format_item or tostring, items)
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  until_("the mended line", function()
    return vim.fn.search("\\<directory\\>", "nw") > 0 and vim.fn.search("\\<directry\\>", "nw") == 0
  end)
  seen.mended = vim.api.nvim_get_current_line()
  until_("the end of the finding", function()
    return not vim.tbl_contains(codes(), "unknown-option")
  end)

  to("mountpoint")
  vim.lsp.buf.hover()
  local window = until_("the hover", float)
  seen.hover = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  vim.api.nvim_win_close(window, true)

  keys("opre<C-x><C-o>")
  until_("the menu", function()
    -- Without a screen no menu is visible, but it is there.
    return #vim.fn.complete_info({ "items" }).items > 0
  end)
  seen.completions = vim.tbl_map(function(item)
    return { word = item.word, menu = item.menu, kind = item.kind }
  end, vim.fn.complete_info({ "items" }).items)
  keys("<C-y><Esc>")
  until_("the end of typing", function()
    return vim.fn.mode() == "n"
  end)
  seen.completed = vim.trim(vim.api.nvim_get_current_line())
end)

vim.schedule(continue)
