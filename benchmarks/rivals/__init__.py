"""The same certificate by other engines: same words, same faces, same marks. Guilloche, seal and watermark are given to them as SVG."""
