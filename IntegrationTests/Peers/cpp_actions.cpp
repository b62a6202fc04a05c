// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
//
// roscpp's actionlib. `client`: asks /act for goals and prints what came of each. `server`: serves /act.
#include <actionlib/TestAction.h>
#include <actionlib/client/simple_action_client.h>
#include <actionlib/server/simple_action_server.h>
#include <ros/ros.h>

#include <iostream>
#include <string>

using Client = actionlib::SimpleActionClient<actionlib::TestAction>;
using Server = actionlib::SimpleActionServer<actionlib::TestAction>;

static int client() {
    Client client("act", true);
    if (!client.waitForServer(ros::Duration(10))) {
        std::cout << "no server" << std::endl;
        return 1;
    }
    auto ask = [&](int number, double cancelAfter) {
        actionlib::TestGoal goal;
        goal.goal = number;
        int told = 0;
        client.sendGoal(
            goal, Client::SimpleDoneCallback(), Client::SimpleActiveCallback(),
            [&](const actionlib::TestFeedbackConstPtr&) { ++told; });
        if (cancelAfter > 0) {
            ros::Duration(cancelAfter).sleep();
            client.cancelGoal();
        }
        if (!client.waitForResult(ros::Duration(10))) {
            std::cout << number << " no result" << std::endl;
            return;
        }
        auto result = client.getResult();
        std::cout << number << " " << client.getState().toString() << " " << (result ? result->result : -99) << " "
                  << (told > 0 ? "told" : "silent") << " " << client.getState().getText() << std::endl;
    };
    ask(5, 0);
    ask(-2, 0);
    ask(-1, 0);
    ask(500, 0.5);
    ask(2, 0);
    return 0;
}

static int serve() {
    Server* server = nullptr;
    Server own(
        "act",
        [&](const actionlib::TestGoalConstPtr& goal) {
            actionlib::TestResult result;
            for (int number = 0; number < goal->goal; ++number) {
                result.result = number;
                if (server->isPreemptRequested()) return server->setPreempted(result, "stopped");
                actionlib::TestFeedback feedback;
                feedback.feedback = number;
                server->publishFeedback(feedback);
                ros::Duration(0.02).sleep();
            }
            result.result = goal->goal;
            if (goal->goal < 0) return server->setAborted(result, "gave up");
            server->setSucceeded(result, "counted");
        },
        false);
    server = &own;
    own.start();
    ros::spin();
    return 0;
}

int main(int argc, char** argv) {
    ros::init(argc, argv, std::string(argv[1]) == "client" ? "cpp_client" : "cpp_server");
    ros::NodeHandle node;
    return std::string(argv[1]) == "client" ? client() : serve();
}
