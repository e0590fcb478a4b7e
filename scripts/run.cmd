@echo off
rem Starts Polylogue; the first time it installs what it needs into .venv. Arguments go to app.py: scripts\run.cmd --port 9000
setlocal
set "HERE=%~dp0.."
call "%~dp0environment.cmd" requirements.txt || exit /b 1
"%HERE%\.venv\Scripts\python.exe" "%HERE%\app.py" %*
