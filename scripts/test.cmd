@echo off
rem Style, types and the tests that need no browser and no Node.js; with arguments only pytest runs, with these.
setlocal
set "HERE=%~dp0.."
call "%~dp0environment.cmd" requirements.txt requirements-dev.txt || exit /b 1
pushd "%HERE%"
set "PYTHON=.venv\Scripts\python.exe"
if not "%~1"=="" (
    "%PYTHON%" -m pytest %*
    goto end
)
"%PYTHON%" -m ruff check . || goto end
"%PYTHON%" -m mypy app.py polylogue.py chat || goto end
"%PYTHON%" -m pytest -n auto --dist loadfile -m "not node" --ignore=tests/browser tests
:end
set "CODE=%ERRORLEVEL%"
popd
exit /b %CODE%
