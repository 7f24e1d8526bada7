package io.grest.ws.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.grest.ws.internal.json.Payload;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.protocol.FrameType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Extensions}, and for what frames say of them.
 */
class ExtensionsTests {

	private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	private final WireFormat format = new GrestFormat(List.of(), Payloads.of(new JsonMapper()));

	@ParameterizedTest
	@ValueSource(strings = { "tracing", " tracing ", "streams,tracing", "tracing,,streams,", "tracing,tracing" })
	void aServerGrantsWhatItKnowsOfWhatTheClientAsksFor(String header) {
		assertThat(Extensions.TRACING.and(Extensions.ofHeader(header))).isEqualTo(Extensions.TRACING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",", "streams", "TRACING", "tracing streams" })
	void aServerGrantsNothingThatItDoesNotKnow(String header) {
		assertThat(Extensions.TRACING.and(Extensions.ofHeader(header)).isEmpty()).isTrue();
	}

	@Test
	void aClientThatAsksForNothingIsGrantedNothing() {
		assertThat(Extensions.TRACING.and(Extensions.ofHeader(null))).isEqualTo(Extensions.NONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",", " , " })
	void aHeaderWithoutNamesAsksForNothing(String header) {
		assertThat(Extensions.ofHeader(header).isEmpty()).isTrue();
	}

	@Test
	void extensionsAreEqualByTheirNames() {
		assertThat(Extensions.ofHeader("tracing")).isEqualTo(Extensions.TRACING).hasSameHashCodeAs(Extensions.TRACING);
		assertThat(Extensions.LIMITS).isNotEqualTo(Extensions.TRACING);
	}

	@Test
	void namesStandInTheHeader() {
		assertThat(Extensions.TRACING).hasToString("tracing");
		assertThat(Extensions.ofHeader("b, a")).hasToString("a,b");
	}

	@Test
	void aServerAnswersWithNullOrWithWhatItGrants() {
		assertThat(accepted(Extensions.NONE)).isEqualTo("k:::null");
		assertThat(accepted(Extensions.TRACING)).isEqualTo("k:::{\"extensions\":[\"tracing\"]}");
		assertThat(accepted(Extensions.LIMITS)).isEqualTo("k:::{\"extensions\":[\"limits\"],\"maxFrameSize\":2048}");
		assertThat(accepted(Extensions.TRACING.or(Extensions.LIMITS)))
			.isEqualTo("k:::{\"extensions\":[\"limits\",\"tracing\"],\"maxFrameSize\":2048}");
	}

	private String accepted(Extensions granted) {
		return new String(this.format.accepted(new Terms(granted, 2048)).bytes(), StandardCharsets.UTF_8);
	}

	@Test
	void aClientReadsWhatIsGranted() {
		assertThat(granted("{\"extensions\":[\"tracing\"]}").extensions()).isEqualTo(Extensions.TRACING);
		assertThat(granted("{\"since\":1,\"extensions\":[\"tracing\",7,null,\"streams\"]}").extensions())
			.isEqualTo(Extensions.ofHeader("streams,tracing"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "null", "{}", "[\"tracing\"]", "\"tracing\"", "{\"extensions\":\"tracing\"}",
			"{\"extensions\":{\"tracing\":true}}", "{\"extensions\":null}", "{\"extensions\":[\"tracing\"", "{]" })
	void dataThatGrantNothing(String data) {
		assertThat(granted(data)).isEqualTo(Terms.NONE);
	}

	private Terms granted(String data) {
		return this.format.readAccepted(Payload.of(data));
	}

	// Limits of the sizes of frames

	@ParameterizedTest
	@CsvSource({ "1024, 1024", "65537, 65537", "2147483647, 2147483647", "9999999999, 2147483647", "0001024, 1024" })
	void aSideTellsTheSizeThatItTakes(String text, int size) {
		assertThat(asked("limits", text).limit()).isEqualTo(size);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1023", "0", "-2048", "+2048", "2048.0", "2KB", " 2048", "99999999999",
			"\u0662\u0660\u0664\u0668" })
	void aSizeThatIsNoneIsAsIfAbsent(String text) {
		assertThat(asked("limits", text).limit()).isEqualTo(65_536);
	}

	@Test
	void aSizeWithoutTheExtensionIsNoLimit() {
		assertThat(asked("tracing", "2048").limit()).isEqualTo(Integer.MAX_VALUE);
		assertThat(asked("limits", "2048").with(Extensions.TRACING).limit()).isEqualTo(Integer.MAX_VALUE);
	}

	@Test
	void whatAClientAsksForIsNoneOfItsHeaders() {
		Map<String, String> headers = new HashMap<>(
				Map.of("a", "b", "grest-ws-extensions", "limits", "grest-ws-max-frame-size", "2048"));
		Terms asked = Terms.removeFrom(headers);
		assertThat(headers).isEqualTo(Map.of("a", "b"));
		asked.addTo(headers);
		assertThat(headers)
			.isEqualTo(Map.of("a", "b", "grest-ws-extensions", "limits", "grest-ws-max-frame-size", "2048"));
	}

	private static Terms asked(String extensions, String size) {
		return Terms
			.removeFrom(new HashMap<>(Map.of("grest-ws-extensions", extensions, "grest-ws-max-frame-size", size)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{'extensions':['limits'],'maxFrameSize':1024} | 1024",
			"{'extensions':['limits'],'maxFrameSize':4294967296} | 2147483647",
			"{'extensions':['limits'],'maxFrameSize':1e30} | 65536",
			"{'extensions':['limits'],'maxFrameSize':100000000000000000000000} | 65536",
			"{'extensions':['limits'],'maxFrameSize':512} | 65536",
			"{'extensions':['limits'],'maxFrameSize':-1} | 65536",
			"{'extensions':['limits'],'maxFrameSize':'2048'} | 65536", "{'extensions':['limits']} | 65536",
			"{'extensions':['tracing'],'maxFrameSize':2048} | 2147483647", "{'maxFrameSize':2048} | 2147483647" })
	void aServerTellsTheSizeThatItTakes(String data, int size) {
		assertThat(granted(data.replace('\'', '"')).limit()).isEqualTo(size);
	}

	@Test
	void aHandshakeIsLimitedWhereItAsksForLimits() {
		Payload most = Payload.of("x".repeat(32 * 1024 - 4));
		Payload more = Payload.of("x".repeat(32 * 1024 - 3));
		assertThat(asked("limits", "2048").allowsHandshake(most)).isTrue();
		assertThat(asked("limits", "2048").allowsHandshake(more)).isFalse();
		assertThat(asked("tracing", "2048").allowsHandshake(more)).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "7 | 7", "'' | ''", "7;tp=x | 7", ";tp=x | ''", "7; | 7", ";; | ''" })
	void anAnswerRepeatsWhatStandsBeforeTheFirstSemicolon(String id, String bare) {
		assertThat(request(id).withoutParameters()).isEqualTo(request(bare));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "7;tp=x | x", ";tp=x | x", "7;dl=5000;tp=x;sq=1 | x", "7;tp=x;tp=y | x",
			"7;tp= | ''", "7;tpx=1;tp=x | x", "7;;tp=x=y | x=y" })
	void aParameterIsFoundByItsName(String id, String value) {
		assertThat(request(id).parameter(Frame.TRACE)).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "7", "tp=x", "7;", "7;tp", "7;t", "7;tpx=1", "7;TP=x", "7; tp=x", "7;dl=tp=x" })
	void anIdWithoutTheParameter(String id) {
		assertThat(request(id).parameter(Frame.TRACE)).isNull();
	}

	@Test
	void aParameterIsAddedToAnIdAndReadFromIt() {
		String id = Frame.withParameter("7", Frame.TRACE, TRACE);
		assertThat(id).isEqualTo("7;tp=" + TRACE);
		assertThat(request(id).parameter(Frame.TRACE)).isEqualTo(TRACE);
		assertThat(Frame.withParameter("", Frame.TRACE, TRACE)).isEqualTo(";tp=" + TRACE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a:b", "a;b", "a b", "a\n", "a\u007F", "é" })
	void aValueThatCannotStandInAnIdIsLeftOut(String value) {
		assertThat(Frame.withParameter("7", Frame.TRACE, value)).isEqualTo("7");
	}

	private static Frame request(String id) {
		return new Frame(FrameType.REQ, "A.b", id, Payload.NONE);
	}

}
