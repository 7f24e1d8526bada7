package io.grest.ws.quickstart;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Zip of the applications, which the build has made before the tests.
 */
final class QuickstartZip implements AutoCloseable {

	private final FileSystem fileSystem;

	private QuickstartZip(FileSystem fileSystem) {
		this.fileSystem = fileSystem;
	}

	static QuickstartZip open() throws IOException {
		String zip = Objects.requireNonNull(System.getProperty("quickstart.zip"),
				"Run this test by Maven: it makes the zip");
		return new QuickstartZip(
				FileSystems.newFileSystem(Path.of(zip), Map.of("enablePosixFileAttributes", Boolean.TRUE)));
	}

	/**
	 * Return the one folder that the zip has at its top.
	 */
	Path folder() throws IOException {
		try (Stream<Path> top = Files.list(this.fileSystem.getPath("/"))) {
			List<Path> folders = top.toList();
			if (folders.size() != 1) {
				throw new IllegalStateException("The zip has more than one folder at its top: " + folders);
			}
			return folders.get(0);
		}
	}

	/**
	 * Unpack the zip into a folder.
	 */
	void unpack(Path target) throws IOException {
		Path top = folder();
		try (Stream<Path> files = Files.walk(top)) {
			for (Path file : files.toList()) {
				Path copy = target.resolve(top.relativize(file).toString());
				if (Files.isDirectory(file)) {
					Files.createDirectories(copy);
				}
				else {
					Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
					Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
				}
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.fileSystem.close();
	}

}
