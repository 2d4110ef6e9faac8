;;; emacs.el --- Drives Eglot against the server that $DPONE_PROBE describes; prints PASS and FAIL lines.  -*- lexical-binding: t -*-

;; emacs -q --batch -l emacs.el
;; (-q, not -Q: Debian's elpa-eglot is found through the site's start files.)

(require 'eglot)
(require 'flymake)
(require 'json)

(defvar probe (json-parse-string (getenv "DPONE_PROBE") :object-type 'alist :array-type 'list))
(defvar failed nil)

(defun value (key) (alist-get key probe))

(defun report (ok what &optional detail)
  (unless ok (setq failed t))
  (princ (format "%s %s%s\n" (if ok "PASS" "FAIL") what (if (and (not ok) detail) (format ": %s" detail) ""))))

(defun wait (what holds)
  (let ((end (+ (float-time) (value 'patience))) (ok nil))
    (while (and (not (setq ok (funcall holds))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (report ok what)
    ok))

(defun go (place)
  (goto-char (point-min))
  (forward-line (car place))
  (forward-char (cadr place)))

;; Plain Emacs has no mode for YAML.
(unless (fboundp 'yaml-mode)
  (define-derived-mode yaml-mode text-mode "YAML"))
;; The configuration of docs/editors/emacs.md, as it stands there.
(load (value 'config) nil t t)
(setq eglot-sync-connect 20 eglot-confirm-server-initiated-edits nil make-backup-files nil create-lockfiles nil)

(let ((default-directory (file-name-as-directory (value 'root))))
  (find-file (value 'file))
  (let ((project-find-functions (list (lambda (_) (cons 'transient (file-name-as-directory (value 'root)))))))
    (yaml-mode)
    ;; `eglot-ensure' waits for the command loop, which a batch Emacs does not have.
    (unless (eglot-current-server) (apply #'eglot--connect (eglot--guess-contact)))
    (wait "attach" (lambda () (and (eglot-current-server) t)))
    (eglot--maybe-activate-editing-mode)
    (flymake-mode 1)
    (flymake-start)
    (wait "diagnostic"
          (lambda () (seq-some (lambda (one) (string-search (value 'expect_problem) (flymake-diagnostic-text one))) (flymake-diagnostics))))
    (go (value 'hover))
    (let ((hover (format "%s" (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams)))))
      (report (string-search (value 'expect_hover) hover) "hover" hover))
    (go (value 'fix))
    ;; The menu is asked of the user; a script answers with the wanted title.
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_ collection &rest _)
                 (seq-find (lambda (title) (string-search (value 'fix_title) title))
                           (all-completions "" collection))))
              ((symbol-function 'tmm-prompt) #'ignore))
      (let* ((actions (eglot-code-actions (point) (point)))
             (wanted (seq-find (lambda (action) (string-search (value 'fix_title) (plist-get action :title))) actions)))
        (report wanted "quick fix offered" (format "%s" (mapcar (lambda (action) (plist-get action :title)) actions)))
        (when wanted (eglot--apply-workspace-edit (plist-get wanted :edit)))))
    (report (string-search (value 'expect_after) (buffer-string)) "quick fix" (buffer-string))
    (set-buffer-modified-p nil)
    (ignore-errors (eglot-shutdown (eglot-current-server) nil 5))))

(kill-emacs (if failed 1 0))
;;; emacs.el ends here
