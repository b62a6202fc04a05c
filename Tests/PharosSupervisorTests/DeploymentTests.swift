// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors

import PharosModel
import PharosSupervisor
import PharosWire
import Testing

/// `pharos.toml`: what it may say, and what is said of what it may not.
@Suite struct DeploymentTests {
    private func deployment(_ text: String) throws -> Deployment {
        try Deployment(toml: text, file: "pharos.toml", environment: ["ROS_MASTER_URI": "http://robot:11312"])
    }

    @Test func everyKeyArrives() throws {
        let deployment = try deployment(
            """
            [pharos]
            runtime_dir = "/run/pharos"
            executable = "/usr/bin/pharos"
            [node.late]
            name = "mock://late"
            after = ["robot"]
            [node.robot]
            name = "ros:"
            profile = "inside"
            restart = "on-failure"
            max_restarts = 3
            restart_window = 60
            health_period = 0.5
            start_timeout = 1.5
            stop_timeout = 2
            inherit_environment = false
            environment = { ROS_MASTER_URI = "http://other:11311", ROS_IP = "10.0.0.7" }
            [node.robot.expose]
            publishers = ["/camera/**"]
            services = { deny = ["~/secret/.*"] }
            [node.robot.limits]
            memory = "512 MiB"
            open_files = 100
            cpu_seconds = 3600
            core_dump = 0
            """)
        #expect(deployment.runtimeDirectory == "/run/pharos")
        #expect(deployment.executable == "/usr/bin/pharos")
        #expect(deployment.nodes.map(\.label) == ["robot", "late"])
        let robot = deployment.nodes[0]
        #expect(robot.key.authority == "other:11311")
        #expect(robot.profile == "inside")
        #expect(robot.restart == .onFailure)
        #expect(robot.maximumRestarts == 3)
        #expect(robot.restartWindow == .seconds(60))
        #expect(robot.healthPeriod == .milliseconds(500))
        #expect(robot.startTimeout == .milliseconds(1500))
        #expect(robot.stopTimeout == .seconds(2))
        #expect(!robot.inheritsEnvironment)
        #expect(robot.environment["ROS_IP"] == "10.0.0.7")
        #expect(robot.exposure.publishers.shows("/camera/a/b"))
        #expect(!robot.exposure.publishers.shows("/odom"))
        #expect(robot.exposure.services.shows("/open"))
        #expect(!robot.exposure.services.shows("/secret/x"))
        #expect(robot.exposure.parameters == .everything)
        #expect(robot.limits.memory == 512 << 20)
        #expect(robot.limits.openFiles == 100)
        #expect(robot.limits.cpuSeconds == 3600)
        #expect(robot.limits.coreDump == 0)
        #expect(deployment.nodes[1].limits == ResourceLimits())
    }

    @Test func theEnvironmentDecidesWhereTheNameLeavesItOpen() throws {
        #expect(try deployment("[node.a]\nname = \"ros:\"").nodes[0].key.authority == "robot:11312")
    }

    @Test(arguments: [
        ("x = 1", "x: there is no such key"),
        ("x = 1\n[.a]", ":2: a table's name begins with"),
        ("[node.a]\nname = 1", "node.a.name: a string is expected, integer came"),
        ("[node.a]\nname = 'mock:'\nafter = [1]", "node.a.after: a list of strings is expected"),
        ("[node.a]\nname = 'mock:'\nmax_restarts = -1", "node.a.max_restarts: a whole number from 0"),
        ("[node.a]\nname = 'mock:'\nstop_timeout = 'soon'", "node.a.stop_timeout: a number of seconds"),
        ("[node.a]\nname = 'mock:'\n[node.a.limits]\nmemory = '5 lightyears'", "node.a.limits.memory"),
        ("[node.a]\nname = 'mock:'\nafter = ['a']", "a after a"),
        ("[node.a]\nprofile = 'x'", "node.a.name: a name like"),
        ("[node.a]\nname = 'no scheme'", "a scheme and ':'"),
    ])
    func whatIsWrongIsNamed(_ text: String, _ words: String) {
        let error = #expect(throws: PharosError.self) { try deployment(text) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}

/// Restarts slow down, and end.
@Suite struct RestartScheduleTests {
    @Test func twiceAsLongEachTimeThenGivenUp() {
        var schedule = RestartSchedule(maximum: 5, window: .seconds(600))
        let start = ContinuousClock.now
        let pauses = (0..<6).map { schedule.ended(now: start + .seconds($0), life: .seconds(1)) }
        #expect(pauses == [.zero, .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800), nil])
    }

    @Test func aLongLifeIsForgiven() {
        var schedule = RestartSchedule(maximum: 100, window: .seconds(600))
        let start = ContinuousClock.now
        for second in 0..<5 { _ = schedule.ended(now: start + .seconds(second), life: .zero) }
        #expect(schedule.ended(now: start + .seconds(100), life: .seconds(61)) == .zero)
    }

    @Test func endingsOutsideTheWindowDoNotCount() {
        var schedule = RestartSchedule(maximum: 1, window: .seconds(10))
        let start = ContinuousClock.now
        #expect(schedule.ended(now: start, life: .zero) != nil)
        #expect(schedule.ended(now: start + .seconds(11), life: .zero) != nil)
        #expect(schedule.ended(now: start + .seconds(12), life: .zero) == nil)
    }

    @Test func noPauseIsLongerThanHalfAMinute() {
        var schedule = RestartSchedule(maximum: 1000, window: .seconds(100_000))
        let start = ContinuousClock.now
        for second in 0..<200 {
            let pause = schedule.ended(now: start + .seconds(second), life: .zero)
            #expect(pause ?? .zero <= .seconds(30))
        }
    }
}
