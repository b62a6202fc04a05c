// SPDX-License-Identifier: Apache-2.0
// Copyright (c) 2026 the Pharos authors
// roscpp's serialisation as its publishers and subscribers use it: a fresh buffer and a fresh message each time.
// Nanoseconds of processor time, the median of many short runs. Argument: milliseconds for each type.
#include "common.h"
#include <malloc.h>
#include <nav_msgs/Odometry.h>
#include <ros/ros.h>
#include <sensor_msgs/Imu.h>
#include <sensor_msgs/PointCloud2.h>

static double now() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

template <class Message> static double both(const Message &message, double milliseconds) {
    volatile uint64_t sink = 0;
    std::vector<double> times;
    double end = now() + milliseconds * 1e6;
    for (int batch = 1; now() < end || times.size() < 5;) {
        double start = now();
        for (int round = 0; round < batch; round++) {
            ros::SerializedMessage bytes = ros::serialization::serializeMessage(message);
            boost::shared_ptr<Message> copy(new Message);
            ros::serialization::IStream stream(bytes.message_start, bytes.num_bytes - 4);
            ros::serialization::deserialize(stream, *copy);
            sink += copy->header.seq;
        }
        double elapsed = now() - start;
        if (elapsed < 1e5 && batch < 1 << 20) batch *= 2;
        else times.push_back(elapsed / batch);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

int main(int argc, char **argv) {
    // Memory that was freed is kept, as in a process that has run for long; else each cloud would fault in its pages.
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    double milliseconds = argc > 1 ? atof(argv[1]) : 200;
    sensor_msgs::Imu imu;
    imu.header.seq = 1;
    imu.header.frame_id = "imu_link";
    nav_msgs::Odometry odometry;
    odometry.header.frame_id = "odom";
    odometry.child_frame_id = "base_link";
    sensor_msgs::PointCloud2 cloud;
    cloud.header.frame_id = "lidar";
    const char *names[] = {"x", "y", "z", "intensity"};
    for (int place = 0; place < 4; place++) {
        sensor_msgs::PointField field;
        field.name = names[place];
        field.offset = 4 * place;
        field.datatype = sensor_msgs::PointField::FLOAT32;
        field.count = 1;
        cloud.fields.push_back(field);
    }
    cloud.height = 1;
    cloud.width = 65536;
    cloud.point_step = 16;
    cloud.row_step = 1 << 20;
    cloud.data.resize(1 << 20);
    printf("{\"imu_ns\":%.1f,\"odometry_ns\":%.1f,\"cloud_ns\":%.1f}\n", both(imu, milliseconds),
           both(odometry, milliseconds), both(cloud, milliseconds));
}
