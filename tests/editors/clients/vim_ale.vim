" Drives Vim with ALE against the server that $DPONE_PROBE describes; prints PASS and FAIL lines.
"   vim -Nu NONE -i NONE -n -es -S vim_ale.vim | cat
set nocompatible hidden noswapfile
let s:probe = json_decode($DPONE_PROBE)
let s:failed = 0

function! s:Report(ok, what, ...) abort
  if !a:ok
    let s:failed = 1
  endif
  let l:line = (a:ok ? 'PASS ' : 'FAIL ') . a:what . (!a:ok && a:0 ? ': ' . a:1 : '')
  call writefile([l:line], '/dev/stdout', 'a')
endfunction

function! s:Wait(what, Holds) abort
  let l:start = reltime()
  while reltimefloat(reltime(l:start)) < s:probe.patience
    if a:Holds()
      call s:Report(1, a:what)
      return 1
    endif
    sleep 50m
  endwhile
  call s:Report(0, a:what)
  return 0
endfunction

for s:path in ['/usr/share/vim-ale', '/usr/share/vim/addons', expand('$DPONE_ALE')]
  if isdirectory(s:path)
    execute 'set runtimepath^=' . fnameescape(s:path)
  endif
endfor

let g:ale_linters_explicit = 1
let g:ale_hover_to_preview = 1
let g:ale_completion_enabled = 0
filetype on
runtime plugin/ale.vim
if !exists(':ALEInfo')
  call s:Report(0, 'ALE is loaded')
  cquit!
endif
" The configuration of docs/editors/vim.md, as it stands there.
execute 'source ' . fnameescape(s:probe.config)

execute 'edit ' . fnameescape(s:probe.file)
setfiletype yaml
call ale#Queue(0, 'lint_file')
let s:buffer = bufnr('')

function! s:Shown() abort
  return stridx(join(map(copy(ale#engine#GetLoclist(s:buffer)), 'v:val.text'), "\n"), s:probe.expect_problem) >= 0
endfunction
call s:Wait('attach and diagnostic', function('s:Shown'))

call cursor(s:probe.hover[0] + 1, s:probe.hover[1] + 1)
ALEHover
function! s:Hovered() abort
  for l:number in range(1, bufnr('$'))
    if l:number != s:buffer && bufloaded(l:number) && stridx(join(getbufline(l:number, 1, '$'), "\n"), s:probe.expect_hover) >= 0
      return 1
    endif
  endfor
  return 0
endfunction
call s:Wait('hover', function('s:Hovered'))
pclose!

" ALE asks with a prompt; a script answers through the callback that ALE's own menu uses.
call cursor(s:probe.fix[0] + 1, s:probe.fix[1] + 1)
function! s:Choose(data, items) abort
  for [l:kind, l:item] in a:items
    if stridx(l:item.title, s:probe.fix_title) >= 0
      call s:Report(1, 'quick fix offered')
      call ale#codefix#ApplyLSPCodeAction(a:data, l:item)
      return
    endif
  endfor
  call s:Report(0, 'quick fix offered', string(map(copy(a:items), 'v:val[1].title')))
endfunction
call ale#codefix#Execute(0, function('s:Choose'))
function! s:Mended() abort
  return stridx(join(getbufline(s:buffer, 1, '$'), "\n"), s:probe.expect_after) >= 0
endfunction
call s:Wait('quick fix', function('s:Mended'))

call ale#lsp#StopAll()
if s:failed
  cquit!
endif
qall!
