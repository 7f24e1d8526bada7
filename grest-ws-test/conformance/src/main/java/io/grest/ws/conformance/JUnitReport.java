package io.grest.ws.conformance;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Results in the XML of JUnit, which build servers read.
 */
final class JUnitReport {

	private JUnitReport() {
	}

	/**
	 * Write the results.
	 * @param file the file, which is replaced
	 * @throws IOException if it cannot be written
	 */
	static void write(Path file, List<CaseResult> results) throws IOException {
		if (file.toAbsolutePath().getParent() != null) {
			Files.createDirectories(file.toAbsolutePath().getParent());
		}
		try (Writer writer = Files.newBufferedWriter(file)) {
			XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(writer);
			xml.writeStartDocument();
			xml.writeStartElement("testsuite");
			xml.writeAttribute("name", "grest-ws-conformance");
			xml.writeAttribute("tests", Integer.toString(results.size()));
			xml.writeAttribute("failures", count(results, CaseResult.Outcome.FAILED));
			xml.writeAttribute("errors", count(results, CaseResult.Outcome.NOT_RUN));
			for (CaseResult result : results) {
				write(xml, result);
			}
			xml.writeEndElement();
			xml.writeEndDocument();
			xml.close();
		}
		catch (XMLStreamException ex) {
			throw new IOException("The report cannot be written: " + ex.getMessage(), ex);
		}
	}

	private static String count(List<CaseResult> results, CaseResult.Outcome outcome) {
		return Long.toString(results.stream().filter((result) -> result.outcome() == outcome).count());
	}

	private static void write(XMLStreamWriter xml, CaseResult result) throws XMLStreamException {
		xml.writeStartElement("testcase");
		xml.writeAttribute("classname", result.conformanceCase().file());
		xml.writeAttribute("name", result.conformanceCase().name());
		xml.writeAttribute("time", seconds(result.duration()));
		if (result.outcome() != CaseResult.Outcome.PASSED) {
			// What could not be run is no success.
			xml.writeStartElement((result.outcome() == CaseResult.Outcome.FAILED) ? "failure" : "error");
			xml.writeAttribute("message", printable(result.message().lines().findFirst().orElse("")));
			xml.writeCharacters(printable(result.message()));
			xml.writeEndElement();
		}
		xml.writeEndElement();
	}

	private static String seconds(Duration duration) {
		return duration.toMillis() / 1000 + "." + String.format("%03d", duration.toMillis() % 1000);
	}

	// A frame may hold what XML cannot.
	private static String printable(String text) {
		StringBuilder printable = new StringBuilder();
		text.codePoints().map((point) -> isAllowed(point) ? point : 0xFFFD).forEach(printable::appendCodePoint);
		return printable.toString();
	}

	// XML 1.0, section 2.2.
	private static boolean isAllowed(int point) {
		return point == '\t' || point == '\n' || point == '\r' || (point >= 0x20 && point <= 0xD7FF)
				|| (point >= 0xE000 && point <= 0xFFFD) || point >= 0x10000;
	}

}
