@echo off
rem The terminal command of an installed Latchkey. It runs on Node 24: Electron's own Node is switched off (docs/decisions/0012).
where node >nul 2>nul
if errorlevel 1 (
  echo latchkey: The terminal command runs on Node 24 or newer, and there is no "node" here. Install it and try again. 1>&2
  exit /b 1
)
node "%~dp0..\build\latchkey.mjs" %*
